import { randomUUID } from "node:crypto";
import { children, childText, type XmlValue } from "../../wire/xml.ts";
import { invalidArgument, malformedXml, notImplemented } from "./errors.ts";

/** One configuration of a bucket's notifications: which events of which keys go where. */
export interface NotificationRule {
  readonly id: string;
  readonly kind: "Queue" | "Topic";
  /** ARN of the queue or topic. */
  readonly destination: string;
  /** As configured: `s3:ObjectCreated:*`. */
  readonly events: readonly string[];
  readonly prefix: string;
  readonly suffix: string;
}

/** What can be asked for ("Event notification types and destinations", Amazon S3 User Guide). */
const known = new Set([
  "s3:ReducedRedundancyLostObject",
  ...["*", "Put", "Post", "Copy", "CompleteMultipartUpload"].map((name) => `s3:ObjectCreated:${name}`),
  ...["*", "Delete", "DeleteMarkerCreated"].map((name) => `s3:ObjectRemoved:${name}`),
  ...["*", "Post", "Completed", "Delete"].map((name) => `s3:ObjectRestore:${name}`),
  "s3:Replication:*",
  "s3:Replication:OperationFailedReplication",
  "s3:Replication:OperationNotTracked",
  "s3:Replication:OperationMissedThreshold",
  "s3:Replication:OperationReplicatedAfterThreshold",
  "s3:LifecycleTransition",
  "s3:IntelligentTiering",
  "s3:ObjectAcl:Put",
  ...["*", "Delete", "DeleteMarkerCreated"].map((name) => `s3:LifecycleExpiration:${name}`),
  ...["*", "Put", "Delete"].map((name) => `s3:ObjectTagging:${name}`),
]);

/**
 * Reads a `<NotificationConfiguration>`; rules without an id get one.
 * @throws AwsError `InvalidArgument`, `MalformedXML`, `NotImplemented` (Lambda functions)
 */
export function readNotificationRules(root: XmlValue): readonly NotificationRule[] {
  if (children(root, "CloudFunctionConfiguration").length > 0)
    throw notImplemented("Lambda functions, and no notifications to them");
  const rules = (["Queue", "Topic"] as const).flatMap((kind) =>
    children(root, `${kind}Configuration`).map((element) => readRule(kind, element)),
  );
  const ids = rules.map(({ id }) => id);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined)
    throw invalidArgument(
      "Configuration Ids must be unique within a notification configuration",
      "Id",
      twice,
    );
  for (const [index, rule] of rules.entries())
    for (const other of rules.slice(0, index)) checkApart(rule, other);
  return rules;
}

function readRule(kind: NotificationRule["kind"], element: XmlValue): NotificationRule {
  const destination = childText(element, kind);
  const events = children(element, "Event").filter((event) => typeof event === "string");
  if (destination === undefined || events.length === 0) throw malformedXml();
  const unknown = events.find((event) => !known.has(event));
  if (unknown !== undefined)
    throw invalidArgument("The event is not supported for notifications", "Event", unknown);
  const service = kind === "Queue" ? "sqs" : "sns";
  if (!new RegExp(`^arn:aws:${service}:[a-z0-9-]+:\\d{12}:[\\w.-]+$`).test(destination))
    throw invalidArgument("The ARN could not be parsed", kind, destination);
  const filter = children(children(element, "Filter")[0], "S3Key")[0];
  const affix = { prefix: "", suffix: "" };
  const seen = new Set<string>();
  for (const rule of children(filter, "FilterRule")) {
    const name = childText(rule, "Name")?.toLowerCase();
    if (name !== "prefix" && name !== "suffix")
      throw invalidArgument(
        "filter rule name must be either prefix or suffix",
        "FilterRule.Name",
        String(childText(rule, "Name")),
      );
    if (seen.has(name))
      throw invalidArgument(`Cannot specify more than one ${name} rule in a filter.`, "FilterRule", name);
    seen.add(name);
    affix[name] = childText(rule, "Value") ?? "";
  }
  return { id: childText(element, "Id") || randomUUID(), kind, destination, events, ...affix };
}

/** One event of one key goes to one place at most. */
function checkApart(rule: NotificationRule, other: NotificationRule): void {
  const events = rule.events.filter((event) =>
    other.events.some((each) => includes(event, each) || includes(each, event)),
  );
  const sameKeys =
    (rule.prefix.startsWith(other.prefix) || other.prefix.startsWith(rule.prefix)) &&
    (rule.suffix.endsWith(other.suffix) || other.suffix.endsWith(rule.suffix));
  if (events.length === 0 || !sameKeys) return;
  const unfiltered = [rule, other].every(({ prefix, suffix }) => prefix === "" && suffix === "");
  throw invalidArgument(
    unfiltered
      ? "Configurations overlap. Configurations on the same bucket cannot share a common event type."
      : "Configuration is ambiguously defined. Cannot have overlapping suffixes in two rules if the prefixes are overlapping for the same event type.",
    "Event",
    events.join(", "),
  );
}

/** Whether a rule is about an event (`s3:ObjectCreated:Put`) of a key. */
export function concerns({ events, prefix, suffix }: NotificationRule, event: string, key: string): boolean {
  return key.startsWith(prefix) && key.endsWith(suffix) && events.some((wanted) => includes(wanted, event));
}

const includes = (wanted: string, event: string): boolean =>
  wanted === event || (wanted.endsWith(":*") && event.startsWith(wanted.slice(0, -1)));
