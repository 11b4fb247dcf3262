import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CloudTrailRecord } from "../../../../infra/cloudtrail/record.ts";
import { type Sandbox, startSandbox } from "../../../../infra/sandbox/index.ts";
import { sampleFolder } from "../../../helpers/samples.ts";
import { auditEverything, recordOf } from "./audit-everything.ts";
import { recordDifferences } from "./record-differences.ts";
import { type Stage, stageOn } from "./stage.ts";

const folder = sampleFolder("odd/jsonl");

/** Real calls on a bucket's objects of 2020, whose time was moved to `@timestamp` and whose members were sorted. */
function samples(eventName: string): CloudTrailRecord[] {
  const lines = readFileSync(join(folder!, "otrf_ec2_proxy_s3_exfiltration_logstash.jsonl"), "utf8").split(
    "\n",
  );
  return lines
    .filter((line) => line.includes(`"eventName":"${eventName}"`))
    .map((line) => {
      const { "@timestamp": time, "@version": _, ...record } = JSON.parse(line) as Record<string, string>;
      return { ...record, eventTime: time!.replace(".000Z", "Z") } as unknown as CloudTrailRecord;
    });
}

/** What records tell since then. */
const newer = [
  "only here: additionalEventData.SSEApplied",
  "only here: tlsDetails.cipherSuite",
  "only here: tlsDetails.clientProvidedHostHeader",
  "only here: tlsDetails.tlsVersion",
];

describe.skipIf(!folder)("records of calls on objects, beside real ones (samples)", () => {
  let sandbox: Sandbox;
  let stage: Stage;
  beforeAll(async () => {
    sandbox = await startSandbox();
    stage = stageOn(sandbox);
    await auditEverything(stage);
    await stage.must("s3", "CreateBucket", { bucketName: "objects" });
    await stage.must("s3", "PutObject", { bucketName: "objects/ring.txt" });
  });
  afterAll(() => sandbox.close());

  it.each([
    ["GetObject", "GetObject", { bucketName: "objects/ring.txt" }],
    [
      "ListObjects",
      "ListObjectsV2",
      { bucketName: "objects", "list-type": "2", prefix: "", "encoding-type": "url" },
    ],
  ] as const)("%s", async (eventName, operation, parameters) => {
    const { requestId } = await stage.call("s3", operation, parameters);
    const ours = await recordOf(sandbox, requestId);
    const each = samples(eventName).map((real) =>
      recordDifferences(ours, real).filter((line) => !newer.includes(line)),
    );
    expect(each.length).toBeGreaterThan(0);
    expect(each.sort((a, b) => a.length - b.length)[0]).toEqual([]);
  });
});
