import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { CloudTrailRecord } from "../../infra/cloudtrail/record.ts";

const root = process.env["TRAILWRIGHT_SAMPLES"] ?? join(import.meta.dirname, "../../../shared/samples");

/** A folder of real records, read in place; undefined where the samples are missing (skip by name then). */
export function sampleFolder(name: string): string | undefined {
  const folder = join(root, name);
  return existsSync(folder) ? folder : undefined;
}

/** Every record of the sets that are real captures; empty where the samples are missing. */
export function sampleRecords(
  sets: readonly string[] = ["invictus-ir_aws_dataset", "traildiscover", "datadog_stratus-red-team"],
): readonly CloudTrailRecord[] {
  return sets.flatMap((set) => {
    const folder = sampleFolder(set);
    if (!folder) return [];
    const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) =>
      file.endsWith(".json"),
    );
    return files.flatMap(
      (file) =>
        (JSON.parse(readFileSync(join(folder, file), "utf8")) as { Records: CloudTrailRecord[] }).Records,
    );
  });
}
