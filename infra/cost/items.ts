import type { StackSettings } from "../stacks/settings.ts";
import type { Assumptions } from "./assumptions.ts";
import { type Price, prices } from "./prices.ts";
import { storageItems } from "./storage.ts";

/** One line of an estimate. */
export interface CostItem {
  /** "Management events, a further copy". */
  readonly what: string;
  /** How much of it in a month, in words. */
  readonly quantity: string;
  readonly price: string;
  /** US dollars a month. */
  readonly dollars: number;
  /** The page of AWS that has the price. */
  readonly source: string;
}

/** Which part of the events is of which kind; they sum to one. */
export interface EventKinds {
  readonly management: number;
  readonly data: number;
  readonly network: number;
}

/** What the items depend on besides settings and assumptions. */
export interface ItemContext {
  readonly furtherCopy: boolean;
  readonly kinds: EventKinds;
  /** How many alarms the catalogue has. */
  readonly alarms: number;
}

const number = new Intl.NumberFormat("en-US", { maximumFractionDigits: 2 });

/** A quantity at its price. */
export function item(what: string, count: number, noun: string, price: Price): CostItem {
  return {
    what,
    quantity: `${number.format(count)} ${noun}`,
    price: `$${price.dollars} per ${price.unit}`,
    dollars: (count / price.per) * price.dollars,
    source: price.page,
  };
}

/** Bytes at a price per GB or TB. */
export function bytesItem(what: string, bytes: number, price: Price): CostItem {
  return { ...item(what, bytes, "", price), quantity: sizeText(bytes) };
}

function sizeText(bytes: number): string {
  return bytes >= 1e9 ? `${number.format(bytes / 1e9)} GB` : `${number.format(bytes / 1e6)} MB`;
}

/** Every item of a stack that has a trail. Pure. */
export function costItems(
  settings: StackSettings,
  assumptions: Assumptions,
  context: ItemContext,
): readonly CostItem[] {
  return [
    ...eventItems(settings, assumptions, context),
    ...storageItems(settings, assumptions),
    ...keyItems(settings, assumptions),
    ...watchItems(settings, assumptions, context),
    ...noticeItems(settings, assumptions),
    ...(settings.athena
      ? [
          bytesItem(
            "Athena, questions over all log files of the month",
            (assumptions.readings * assumptions.events * assumptions.bytesPerEvent) / assumptions.compression,
            prices.scans,
          ),
        ]
      : []),
  ];
}

function eventItems(
  settings: StackSettings,
  { events }: Assumptions,
  { furtherCopy, kinds }: ItemContext,
): readonly CostItem[] {
  const management = events * kinds.management;
  const free = { ...prices.managementCopy, dollars: 0 };
  const types = new Set([
    ...(settings.insights ?? []),
    ...(settings.purpose === "insights" ? ["ApiCallRateInsight", "ApiErrorRateInsight"] : []),
  ]).size;
  return [
    ...(management > 0
      ? [
          furtherCopy
            ? item("Management events, a further copy", management, "events", prices.managementCopy)
            : item("Management events, the first copy", management, "events", free),
        ]
      : []),
    ...(kinds.data > 0 ? [item("Data events", events * kinds.data, "events", prices.dataEvents)] : []),
    ...(kinds.network > 0
      ? [item("Network activity events", events * kinds.network, "events", prices.networkEvents)]
      : []),
    ...(types > 0
      ? [item(`Insights of ${types} types`, management * types, "events analyzed", prices.insights)]
      : []),
  ];
}

/** CloudTrail and S3 ask the key once for each file that is written and each that is read. */
function keyItems(settings: StackSettings, { files, digests, readings }: Assumptions): readonly CostItem[] {
  const { kmsKey } = settings;
  if (kmsKey === undefined) return [];
  return [
    ...(kmsKey === "own" ? [item("KMS key", 1, "key", prices.key)] : []),
    item("KMS requests", (files + digests) * (1 + readings), "requests", prices.keyRequests),
  ];
}

function watchItems(
  settings: StackSettings,
  { events, bytesPerEvent }: Assumptions,
  { alarms }: ItemContext,
): readonly CostItem[] {
  const { logGroup } = settings;
  if (!logGroup) return [];
  const bytes = events * bytesPerEvent;
  return [
    bytesItem("CloudWatch Logs, ingestion", bytes, prices.logIngestion),
    // Archived log data is compressed; AWS bills it after that.
    bytesItem(
      "CloudWatch Logs, storage",
      (bytes * logGroup.retentionDays * 12) / 365 / logCompression,
      prices.logStorage,
    ),
    ...(settings.alarms
      ? [
          item("Metrics of the alarms", alarms, "metrics", prices.metric),
          item("Alarms", alarms, "alarms", prices.alarm),
        ]
      : []),
  ];
}

/** CloudWatch Logs bills stored bytes as compressed, "typically 0.15" of the original ("Amazon CloudWatch pricing"). */
const logCompression = 1 / 0.15;

function noticeItems(settings: StackSettings, { files }: Assumptions): readonly CostItem[] {
  if (!settings.deliveryNotifications) return [];
  return [
    item("SNS, a message for each log file", files, "messages", prices.notices),
    // Sent, received and deleted; and a receiver that waits 20 seconds at a time, all month.
    item(
      "SQS, three requests for each and a waiting receiver",
      files * 3 + 131_400,
      "requests",
      prices.queueRequests,
    ),
  ];
}
