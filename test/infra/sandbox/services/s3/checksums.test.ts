import {
  ChecksumAlgorithm,
  CompleteMultipartUploadCommand,
  type CompletedPart,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  type CreateMultipartUploadCommandInput,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { Crc32cJs, Crc64NvmeJs } from "@aws-sdk/checksums/crc";
import { Readable } from "node:stream";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checksumOf } from "../../../../../infra/sandbox/services/s3/checksums.ts";
import { openSandboxClients, refusal, type SandboxClients } from "../../../../helpers/sandbox-clients.ts";

describe("CRCs", () => {
  const base64 = (sum: Uint8Array) => Buffer.from(sum).toString("base64");

  it("are those of their specifications' check value", () => {
    const check = [Buffer.from("123456789")];
    expect(Buffer.from(checksumOf("CRC32C", check), "base64").toString("hex")).toBe("e3069283");
    expect(Buffer.from(checksumOf("CRC64NVME", check), "base64").toString("hex")).toBe("ae8b14860a799888");
  });

  it("are those the AWS SDK computes, however the bytes are cut", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 4 }), async (pieces) => {
        for (const [algorithm, sdk] of [
          ["CRC32C", new Crc32cJs()],
          ["CRC64NVME", new Crc64NvmeJs()],
        ] as const) {
          for (const piece of pieces) sdk.update(piece);
          expect(
            checksumOf(
              algorithm,
              pieces.map((piece) => Buffer.from(piece)),
            ),
          ).toBe(base64(await sdk.digest()));
        }
      }),
    );
  });
});

const Bucket = "summed";
let box: SandboxClients;
beforeAll(async () => {
  box = await openSandboxClients();
  await box.s3.send(new CreateBucketCommand({ Bucket }));
});
afterAll(() => box.close());

describe("checksums of objects", () => {
  it.each(["CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256"] as const)(
    "%s: kept, given back, refused where it is wrong, in a header and behind a stream",
    async (algorithm) => {
      const bytes = Buffer.alloc(3 * 1024 * 1024, algorithm);
      const member = `Checksum${algorithm}` as const;
      const value = checksumOf(algorithm, [bytes]);
      const put = (Key: string, more: object) =>
        box.s3.send(new PutObjectCommand({ Bucket, Key, Body: bytes, ...more }));
      expect(await put(algorithm, { ChecksumAlgorithm: algorithm })).toMatchObject({ [member]: value });
      const got = await box.s3.send(
        new GetObjectCommand({ Bucket, Key: algorithm, ChecksumMode: "ENABLED" }),
      );
      expect(got).toMatchObject({ [member]: value, ChecksumType: "FULL_OBJECT" });
      // The SDK checks what it reads against the checksum.
      expect(Buffer.from(await got.Body!.transformToByteArray()).equals(bytes)).toBe(true);
      await box.s3.send(
        new PutObjectCommand({
          Bucket,
          Key: `${algorithm}-stream`,
          Body: Readable.from([bytes.subarray(0, 1000), bytes.subarray(1000)]),
          ContentLength: bytes.length,
          ChecksumAlgorithm: algorithm,
        }),
      );
      const head = new HeadObjectCommand({ Bucket, Key: `${algorithm}-stream`, ChecksumMode: "ENABLED" });
      expect(await box.s3.send(head)).toMatchObject({ [member]: value });
      const wrong = checksumOf(algorithm, [Buffer.from("other")]);
      expect(await refusal(put("wrong", { [member]: wrong }))).toMatchObject({ name: "BadDigest" });
      expect(await refusal(put("wrong", { [member]: "short" }))).toMatchObject({ name: "InvalidRequest" });
    },
  );

  it("of algorithms that are not here are refused by name, two at once too", async () => {
    const put = (more: object) => box.s3.send(new PutObjectCommand({ Bucket, Key: "x", Body: "x", ...more }));
    expect(await refusal(put({ ChecksumXXHASH64: "AAAAAAAAAAA=" }))).toMatchObject({
      name: "NotImplemented",
      message: expect.stringContaining("XXHASH64"),
    });
    const both = { ChecksumCRC32: "AAAAAA==", ChecksumSHA1: "AAAAAA==" };
    expect((await refusal(put(both))).message).toContain("Multiple checksum");
    expect(Object.keys(ChecksumAlgorithm)).toContain("XXHASH64");
  });

  it("are made anew for copies that ask for another", async () => {
    await box.s3.send(new PutObjectCommand({ Bucket, Key: "from", Body: "x" }));
    const { CopyObjectResult } = await box.s3.send(
      new CopyObjectCommand({
        Bucket,
        Key: "to",
        CopySource: `${Bucket}/from`,
        ChecksumAlgorithm: "CRC64NVME",
      }),
    );
    expect(CopyObjectResult!.ChecksumCRC64NVME).toBe(checksumOf("CRC64NVME", [Buffer.from("x")]));
  });
});

describe("checksums of uploads in parts", () => {
  const pieces = [Buffer.alloc(5 * 1024 * 1024, "a"), Buffer.from("the end")];

  async function upload(Key: string, more: Partial<CreateMultipartUploadCommandInput>) {
    const common = { Bucket, Key };
    const { UploadId } = await box.s3.send(new CreateMultipartUploadCommand({ ...common, ...more }));
    const Parts: CompletedPart[] = [];
    for (const [index, Body] of pieces.entries()) {
      const part = await box.s3.send(
        new UploadPartCommand({
          ...common,
          UploadId,
          PartNumber: index + 1,
          Body,
          ...(more.ChecksumAlgorithm ? { ChecksumAlgorithm: more.ChecksumAlgorithm } : {}),
        }),
      );
      const { ETag, ChecksumCRC32C, ChecksumCRC64NVME, ChecksumSHA256 } = part;
      Parts.push({ PartNumber: index + 1, ETag, ChecksumCRC32C, ChecksumCRC64NVME, ChecksumSHA256 });
    }
    const complete = (parts: readonly CompletedPart[] = Parts, more: object = {}) =>
      box.s3.send(
        new CompleteMultipartUploadCommand({
          ...common,
          UploadId,
          MultipartUpload: { Parts: [...parts] },
          ...more,
        }),
      );
    return { UploadId, Parts, complete };
  }

  it("are of the whole object, and computed where nobody gives one", async () => {
    const { complete } = await upload("whole", { ChecksumAlgorithm: "CRC64NVME" });
    const value = checksumOf("CRC64NVME", pieces);
    const wrong = { ChecksumCRC64NVME: checksumOf("CRC64NVME", [Buffer.from("other")]) };
    expect(await refusal(complete(undefined, wrong))).toMatchObject({ name: "BadDigest" });
    expect(await refusal(complete(undefined, { MpuObjectSize: 5 }))).toMatchObject({
      name: "InvalidRequest",
    });
    expect(await complete()).toMatchObject({ ChecksumCRC64NVME: value, ChecksumType: "FULL_OBJECT" });
    const crc = await upload("whole-crc32c", { ChecksumAlgorithm: "CRC32C", ChecksumType: "FULL_OBJECT" });
    expect(await crc.complete()).toMatchObject({ ChecksumCRC32C: checksumOf("CRC32C", pieces) });
  });

  it("are of the parts' checksums, which completing must list", async () => {
    const { Parts, complete } = await upload("composite", { ChecksumAlgorithm: "SHA256" });
    const bare = Parts.map(({ PartNumber, ETag }) => ({ PartNumber, ETag }));
    expect((await refusal(complete(bare))).message).toContain("It was missing for part 1");
    const swapped = Parts.map((part) => ({ ...part, ChecksumSHA256: Parts[1]!.ChecksumSHA256 }));
    expect(await refusal(complete(swapped))).toMatchObject({ name: "InvalidPart" });
    const sums = pieces.map((piece) => Buffer.from(checksumOf("SHA256", [piece]), "base64"));
    expect(await complete()).toMatchObject({
      ChecksumSHA256: `${checksumOf("SHA256", [Buffer.concat(sums)])}-2`,
      ChecksumType: "COMPOSITE",
    });
  });

  it("must fit their type, and parts theirs", async () => {
    const create = (ChecksumAlgorithm: "SHA1" | "CRC64NVME", ChecksumType: "FULL_OBJECT" | "COMPOSITE") =>
      box.s3.send(
        new CreateMultipartUploadCommand({ Bucket, Key: "never", ChecksumAlgorithm, ChecksumType }),
      );
    expect(await refusal(create("SHA1", "FULL_OBJECT"))).toMatchObject({ name: "InvalidRequest" });
    expect(await refusal(create("CRC64NVME", "COMPOSITE"))).toMatchObject({ name: "InvalidRequest" });
    const { UploadId } = await upload("other", { ChecksumAlgorithm: "SHA256" });
    const other = new UploadPartCommand({
      Bucket,
      Key: "other",
      UploadId,
      PartNumber: 1,
      Body: "x",
      ChecksumAlgorithm: "SHA1",
    });
    expect((await refusal(box.s3.send(other))).message).toContain(
      "expected checksum Type: sha256, actual checksum Type: sha1",
    );
  });
});
