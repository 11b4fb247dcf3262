import { CloudTrailClient, CreateTrailCommand, GetTrailCommand } from "@aws-sdk/client-cloudtrail";
import {
  CreateBucketCommand,
  GetBucketPolicyCommand,
  PutBucketPolicyCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { expect, onTestFinished, test } from "vitest";
import { trailPolicy } from "../../helpers/trail-sandbox.ts";
import { exported, ndjson, newHome, run, start } from "../../helpers/trailwright.ts";

test("what is there is told, and taken in only when asked; destroy leaves it and says so", async () => {
  const user = newHome();
  onTestFinished(() => user.remove());
  const sandbox = start(["sandbox"], user);
  onTestFinished(async () => {
    sandbox.kill("SIGTERM");
    await sandbox.ended;
  });
  await sandbox.waitFor(/AWS_DEFAULT_REGION/);
  const env = exported((await run(["sandbox", "env"], user)).stdout);
  const config = {
    endpoint: env["AWS_ENDPOINT_URL"]!,
    region: "us-east-1",
    forcePathStyle: true,
    credentials: { accessKeyId: env["AWS_ACCESS_KEY_ID"]!, secretAccessKey: env["AWS_SECRET_ACCESS_KEY"]! },
  };
  const s3 = new S3Client(config);
  const cloudtrail = new CloudTrailClient(config);
  const [Bucket, Name] = ["theirs-since-2019", "TheirTrail"];
  const Statement = trailPolicy(
    Bucket,
    "111122223333",
    `arn:aws:cloudtrail:us-east-1:111122223333:trail/${Name}`,
  );
  await s3.send(new CreateBucketCommand({ Bucket }));
  await s3.send(
    new PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify({ Version: "2012-10-17", Statement }) }),
  );
  await cloudtrail.send(new CreateTrailCommand({ Name, S3BucketName: Bucket }));

  const names = ["--bucket", Bucket, "--trail", Name];
  const collides = await run(["up", "--stack", "in", ...names, "--yes"], user);
  expect(collides.code).toBe(4);
  expect(collides.stdout + collides.stderr).toContain("--adopt");
  const beside = await run(["preview", "--stack", "beside"], user);
  expect(beside.stdout + beside.stderr).toContain(`The trail ${Name} records management events`);
  expect((await run(["up", "--stack", "in", ...names, "--adopt", "queue", "--yes"], user)).code).toBe(2);

  const adopting = ["--stack", "in", ...names, "--adopt", "bucket,trail"];
  const preview = await run(["preview", ...adopting], user);
  expect(preview.code, preview.stdout + preview.stderr).toBe(0);
  expect(preview.stdout).toMatch(/adopt +s3 Bucket/);
  expect(preview.stdout).toMatch(/adopt +cloudtrail Trail/);
  const up = await run(["up", ...adopting, "--yes", "--json"], user);
  expect(up.code, up.stdout + up.stderr).toBe(0);
  expect(ndjson(up.stdout).at(-1)).toMatchObject({ changes: { import: 3 } });
  expect((await run(["preview", "--stack", "in"], user)).stdout).toContain("nothing to change");

  const destroyed = await run(["destroy", "--stack", "in", "--yes"], user);
  expect(destroyed.code, destroyed.stderr).toBe(0);
  expect(destroyed.stdout).toMatch(/It keeps \(and forgets\):[\s\S]*Trail trail[\s\S]*Bucket logs/);
  expect((await cloudtrail.send(new GetTrailCommand({ Name }))).Trail!.S3BucketName).toBe(Bucket);
  expect((await s3.send(new GetBucketPolicyCommand({ Bucket }))).Policy).toContain(Name);
}, 180_000);
