import type { StackSettings } from "../stacks/settings.ts";
import type { Assumptions } from "./assumptions.ts";
import { bytesItem, type CostItem, item } from "./items.ts";
import { prices, storageClassPrices, transitionPrices } from "./prices.ts";

/** S3 moves no smaller object to another class unless a rule says so, since September 2024. */
const smallestMoved = 128_000;

/** Log files in S3, once the first have expired: by class, with what writes, reads and moves them. Pure. */
export function storageItems(settings: StackSettings, assumptions: Assumptions): readonly CostItem[] {
  const { events, bytesPerEvent, compression, files, digests, readings } = assumptions;
  const monthly = (events * bytesPerEvent) / compression;
  const written = files + digests;
  const requests = [
    item("S3, log and digest files written", written, "requests", prices.puts),
    item("S3, log files read", files * readings, "requests", prices.gets),
  ];
  const moves = monthly / Math.max(1, files) >= smallestMoved ? (settings.transitions ?? []) : [];
  const steps = [{ days: 0, storageClass: "STANDARD" }, ...moves.toSorted((a, b) => a.days - b.days)].filter(
    ({ days }) => days < settings.retentionDays,
  );
  const stored = steps.map(({ days, storageClass }, index) => {
    const until = steps[index + 1]?.days ?? settings.retentionDays;
    const bytes = (monthly * 12 * (until - days)) / 365;
    const dollars = storageClassPrices[storageClass] ?? prices.storage.dollars;
    return bytesItem(`S3 storage, ${storageClass}`, bytes, { ...prices.storage, dollars });
  });
  const moved = steps.slice(1).map(({ storageClass }) =>
    item(`S3, moves to ${storageClass}`, files, "objects", {
      ...prices.puts,
      dollars: transitionPrices[storageClass] ?? 0,
    }),
  );
  return [...stored, ...moved, ...requests];
}
