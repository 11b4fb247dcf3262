import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { afterEach, beforeEach, expect, it } from "vitest";
import { startSandbox } from "../../../../../infra/sandbox/index.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "trailwright-bodies-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const source = new URL("../../../../../infra/sandbox/index.ts", import.meta.url).href;

it("a killed sandbox's stray bodies are swept at the next start, its objects stay", async () => {
  const script = `
    import { startSandbox } from ${JSON.stringify(source)};
    const { endpoint, region, credentials } = await startSandbox({ folder: ${JSON.stringify(folder)} });
    process.stdout.write(JSON.stringify({ endpoint, region, credentials }));`;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [said] = (await once(child.stdout, "data")) as [Buffer];
  const { endpoint, region, credentials } = JSON.parse(said.toString()) as Awaited<
    ReturnType<typeof startSandbox>
  >;
  const first = new S3Client({ endpoint, region, credentials, forcePathStyle: true });
  await first.send(new CreateBucketCommand({ Bucket: "swept" }));
  await first.send(new PutObjectCommand({ Bucket: "swept", Key: "kept", Body: "kept".repeat(10_000) }));
  first.destroy();
  child.kill("SIGKILL");
  await once(child, "exit");
  writeFileSync(join(folder, "objects", "stray"), "x");

  const sandbox = await startSandbox({ folder });
  expect(sandbox.credentials).toEqual({
    accessKeyId: credentials.accessKeyId,
    secretAccessKey: credentials.secretAccessKey,
  });
  expect(sandbox.endpoint).toBe(endpoint);
  expect(readdirSync(join(folder, "objects"))).toHaveLength(1);
  const second = new S3Client({ ...sandbox, credentials: { ...sandbox.credentials }, forcePathStyle: true });
  const kept = await second.send(new GetObjectCommand({ Bucket: "swept", Key: "kept" }));
  expect(await kept.Body!.transformToString()).toBe("kept".repeat(10_000));
  second.destroy();
  await sandbox.close();
});
