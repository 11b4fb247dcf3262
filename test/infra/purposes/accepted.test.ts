import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { purposeIds } from "../../../infra/purposes/purpose-ids.ts";
import { selectionOf } from "../../../infra/purposes/selection.ts";
import { boto3, pythonTools } from "../../helpers/python-tools.ts";
import { startTrailSandbox, type TrailSandbox } from "../../helpers/trail-sandbox.ts";
import { CreateTrailCommand } from "@aws-sdk/client-cloudtrail";

const custom = [{ Name: "Mine", FieldSelectors: [{ Field: "eventCategory", Equals: ["Management"] }] }];

/** Puts each list of selectors on the trail and says what it has afterwards. */
const script = `
import boto3, json, os
trails = boto3.client("cloudtrail")
for purpose, selectors in json.loads(os.environ["SELECTORS"]).items():
    trails.put_event_selectors(TrailName="purposes", AdvancedEventSelectors=selectors)
    kept = trails.get_event_selectors(TrailName="purposes")["AdvancedEventSelectors"]
    print(json.dumps([purpose, kept == selectors]))
`;

describe.skipIf(!pythonTools())("compiled selectors", () => {
  let box: TrailSandbox;
  beforeAll(async () => {
    box = await startTrailSandbox();
    await box.bucketFor("purposes-logs", "purposes");
    await box.cloudtrail().send(new CreateTrailCommand({ Name: "purposes", S3BucketName: "purposes-logs" }));
  });
  afterAll(() => box.close());

  test("pass botocore's validation and are kept as they are", async () => {
    const compiled = Object.fromEntries(
      purposeIds.flatMap((purpose) => {
        const settings = { bucketName: "purposes-logs", region: "us-east-1", purpose };
        const { advancedEventSelectors } = selectionOf(
          purpose === "custom" ? { ...settings, selectors: custom } : settings,
        );
        return advancedEventSelectors ? [[purpose, advancedEventSelectors]] : [];
      }),
    );
    const { endpoint, credentials } = box.sandbox;
    const { stdout, stderr } = await boto3(script, {
      AWS_ENDPOINT_URL: endpoint,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      AWS_DEFAULT_REGION: "us-east-1",
      SELECTORS: JSON.stringify(compiled),
    });
    expect(stderr).toBe("");
    const lines = stdout.trim().split("\n");
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(
      Object.keys(compiled).map((purpose) => [purpose, true]),
    );
    expect(lines).toHaveLength(purposeIds.length - 1);
  });
});
