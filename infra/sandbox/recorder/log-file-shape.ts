import type { World } from "../world.ts";

/** How the faults in force shape the log file that is about to be written; without any, they leave it as it is. */
export interface LogFileShape {
  /** The file's records, in the order and number they stand in it. */
  readonly records: readonly string[];
  /** Under how many keys the file is written. */
  readonly copies: number;
  /** How much earlier its name says it is, in slots of five minutes. */
  readonly slotsEarlier: number;
  /** The bytes as they are put. */
  bytes(compressed: Buffer): Buffer;
  /** Says that the file was written so. */
  struck(): void;
}

/** Shapes the next log file of a trail from its records as JSON texts. */
export function logFileShape(world: World, trailArn: string, records: readonly string[]): LogFileShape {
  const { faults } = world;
  const doubled = faults.of("duplicateRecords", trailArn);
  const reversed = faults.of("reorderRecords", trailArn);
  const copied = faults.of("duplicateFile", trailArn);
  const renamed = faults.of("reorderFiles", trailArn);
  const [cut] = faults.of("truncateFile", trailArn);
  let shaped = doubled.length > 0 ? records.flatMap((record) => [record, record]) : records;
  if (reversed.length > 0) shaped = shaped.toReversed();
  return {
    records: shaped,
    copies: copied.length > 0 ? 2 : 1,
    slotsEarlier: Math.max(0, ...renamed.map(({ hits }) => hits)),
    bytes: (compressed) =>
      cut ? compressed.subarray(0, Math.floor(compressed.length * (cut.options.keep ?? 0.5))) : compressed,
    struck: () => {
      for (const fault of [...doubled, ...reversed, ...copied, ...renamed, ...(cut ? [cut] : [])])
        faults.struck(fault);
    },
  };
}
