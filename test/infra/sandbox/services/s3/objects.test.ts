import { createHash } from "node:crypto";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsCommand,
  ListObjectVersionsCommand,
  ListPartsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
  paginateListObjectsV2,
  UploadPartCommand,
  UploadPartCopyCommand,
} from "@aws-sdk/client-s3";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { compareUtf8 } from "../../../../../infra/sandbox/ordered-keys.ts";
import { openSandboxClients, refusal, type SandboxClients } from "../../../../helpers/sandbox-clients.ts";

let box: SandboxClients;
const Bucket = "objects-here";
beforeAll(async () => {
  box = await openSandboxClients();
  await box.s3.send(new CreateBucketCommand({ Bucket }));
});
afterAll(() => box.close());

const put = (Key: string, Body: string | Buffer, more: object = {}) =>
  box.s3.send(new PutObjectCommand({ Bucket, Key, Body, ...more }));
const get = async (Key: string, more: object = {}) => {
  const answer = await box.s3.send(new GetObjectCommand({ Bucket, Key, ...more }));
  return { ...answer, text: await answer.Body!.transformToString() };
};

describe("objects", () => {
  it("come back with bytes, metadata and system headers as they went in", async () => {
    const Key = "a b/ü+%?&=/\u{1f600}.json.gz";
    await put(Key, Buffer.from([0x1f, 0x8b, 0, 255]), {
      ContentEncoding: "gzip",
      ContentType: "application/json",
      Metadata: { "signature-algorithm": "SHA256withRSA" },
      Tagging: "a=1&b=2",
    });
    const answer = await box.s3.send(new GetObjectCommand({ Bucket, Key }));
    expect(Buffer.from(await answer.Body!.transformToByteArray())).toEqual(Buffer.from([0x1f, 0x8b, 0, 255]));
    expect(answer).toMatchObject({
      ContentEncoding: "gzip",
      ContentType: "application/json",
      ContentLength: 4,
      Metadata: { "signature-algorithm": "SHA256withRSA" },
      ServerSideEncryption: "AES256",
      TagCount: 2,
      ETag: `"${createHash("md5")
        .update(Buffer.from([0x1f, 0x8b, 0, 255]))
        .digest("hex")}"`,
    });
    await box.s3.send(
      new PutObjectTaggingCommand({ Bucket, Key, Tagging: { TagSet: [{ Key: "c", Value: "3" }] } }),
    );
    expect((await box.s3.send(new GetObjectTaggingCommand({ Bucket, Key }))).TagSet).toEqual([
      { Key: "c", Value: "3" },
    ]);
  });

  it("of any size survive streaming uploads with trailing checksums", async () => {
    const bytes = Buffer.alloc(3 * 1024 * 1024 + 17, "trail");
    await box.s3.send(
      new PutObjectCommand({
        Bucket,
        Key: "streamed",
        Body: Readable.from([bytes.subarray(0, 100_000), bytes.subarray(100_000)]),
        ContentLength: bytes.length,
      }),
    );
    const answer = await box.s3.send(new GetObjectCommand({ Bucket, Key: "streamed" }));
    expect(Buffer.from(await answer.Body!.transformToByteArray()).equals(bytes)).toBe(true);
    expect(
      (await box.s3.send(new HeadObjectCommand({ Bucket, Key: "streamed" }))).ContentEncoding,
    ).toBeUndefined();
  });

  it("are served in ranges and under conditions", async () => {
    await put("digits", "0123456789");
    expect(await get("digits", { Range: "bytes=2-4" })).toMatchObject({
      text: "234",
      ContentRange: "bytes 2-4/10",
    });
    expect((await get("digits", { Range: "bytes=-3" })).text).toBe("789");
    expect((await get("digits", { Range: "bytes=7-100" })).text).toBe("789");
    expect(await refusal(get("digits", { Range: "bytes=10-" }))).toMatchObject({
      name: "InvalidRange",
      status: 416,
    });
    const { ETag } = await get("digits");
    expect(await refusal(get("digits", { IfNoneMatch: ETag }))).toMatchObject({ status: 304 });
    expect(await refusal(get("digits", { IfMatch: '"other"' }))).toMatchObject({
      name: "PreconditionFailed",
      status: 412,
    });
    expect(await refusal(put("digits", "x", { IfNoneMatch: "*" }))).toMatchObject({
      name: "PreconditionFailed",
    });
    await put("digits", "new", { IfMatch: ETag });
    expect(await refusal(put("digits", "x", { IfMatch: ETag }))).toMatchObject({
      name: "PreconditionFailed",
    });
    expect((await get("digits")).text).toBe("new");
  });

  it("are refused when a checksum does not fit, and nothing is stored", async () => {
    const wrong = { ChecksumCRC32: "AAAAAA==" };
    expect(await refusal(put("bad-sum", "x", wrong))).toMatchObject({ name: "BadDigest", status: 400 });
    expect(await refusal(get("bad-sum"))).toMatchObject({ name: "NoSuchKey", status: 404 });
    const sha = createHash("sha256").update("x").digest("base64");
    await put("good-sum", "x", { ChecksumSHA256: sha });
    const head = await box.s3.send(
      new HeadObjectCommand({ Bucket, Key: "good-sum", ChecksumMode: "ENABLED" }),
    );
    expect(head.ChecksumSHA256).toBe(sha);
  });

  it("are copied with or without their metadata", async () => {
    await put("from", "body", { Metadata: { a: "1" }, ContentType: "text/x" });
    const CopySource = `${Bucket}/from`;
    await box.s3.send(new CopyObjectCommand({ Bucket, Key: "to", CopySource }));
    expect(await get("to")).toMatchObject({ text: "body", Metadata: { a: "1" }, ContentType: "text/x" });
    await box.s3.send(
      new CopyObjectCommand({
        Bucket,
        Key: "to",
        CopySource,
        MetadataDirective: "REPLACE",
        Metadata: { b: "2" },
      }),
    );
    expect((await get("to")).Metadata).toEqual({ b: "2" });
    await box.s3.send(new DeleteObjectCommand({ Bucket, Key: "from" }));
    expect((await get("to")).text).toBe("body");
    const itself = new CopyObjectCommand({ Bucket, Key: "to", CopySource: `${Bucket}/to` });
    expect(await refusal(box.s3.send(itself))).toMatchObject({ name: "InvalidRequest" });
  });

  it("leave no file behind when they are replaced or deleted", async () => {
    const files = () => readdirSync(join(box.sandbox.world.folder, "objects")).length;
    const before = files();
    // Smaller ones are no files.
    await put("short-lived", "1".repeat(100_000));
    await put("short-lived", "2".repeat(100_000));
    expect(files()).toBe(before + 1);
    const deleted = await box.s3.send(
      new DeleteObjectsCommand({
        Bucket,
        Delete: { Objects: [{ Key: "short-lived" }, { Key: "never there" }] },
      }),
    );
    expect(deleted.Deleted).toHaveLength(2);
    expect(files()).toBe(before);
  });
});

describe("versions", () => {
  it("hide behind delete markers and come back", async () => {
    const versioned = "versions-here";
    await box.s3.send(new CreateBucketCommand({ Bucket: versioned }));
    await box.s3.send(new PutObjectCommand({ Bucket: versioned, Key: "k", Body: "null" }));
    await box.s3.send(
      new PutBucketVersioningCommand({ Bucket: versioned, VersioningConfiguration: { Status: "Enabled" } }),
    );
    const ids = ["null"];
    for (const Body of ["one", "two"]) {
      const { VersionId } = await box.s3.send(new PutObjectCommand({ Bucket: versioned, Key: "k", Body }));
      ids.unshift(VersionId!);
    }
    const marker = await box.s3.send(new DeleteObjectCommand({ Bucket: versioned, Key: "k" }));
    expect(marker.DeleteMarker).toBe(true);
    const read = (VersionId?: string) =>
      box.s3.send(new GetObjectCommand({ Bucket: versioned, Key: "k", VersionId }));
    expect(await refusal(read())).toMatchObject({ name: "NoSuchKey" });
    expect(await refusal(read(marker.VersionId))).toMatchObject({ name: "MethodNotAllowed", status: 405 });
    expect(await (await read(ids[1])).Body!.transformToString()).toBe("one");

    const list = async (more: object = {}) =>
      box.s3.send(new ListObjectVersionsCommand({ Bucket: versioned, ...more }));
    const all = await list();
    expect(all.Versions!.map(({ VersionId, IsLatest }) => [VersionId, IsLatest])).toEqual(
      ids.map((id) => [id, false]),
    );
    expect(all.DeleteMarkers).toMatchObject([{ VersionId: marker.VersionId, IsLatest: true }]);
    const paged: (string | undefined)[] = [];
    let at: { KeyMarker?: string; VersionIdMarker?: string } = {};
    for (;;) {
      const page = await list({ MaxKeys: 1, ...at });
      for (const { VersionId } of [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])])
        paged.push(VersionId);
      if (!page.IsTruncated) break;
      at = { KeyMarker: page.NextKeyMarker!, VersionIdMarker: page.NextVersionIdMarker! };
    }
    expect(paged).toEqual([marker.VersionId, ...ids]);

    await box.s3.send(new DeleteObjectCommand({ Bucket: versioned, Key: "k", VersionId: marker.VersionId }));
    expect(await (await read()).Body!.transformToString()).toBe("two");
    for (const VersionId of ids)
      await box.s3.send(new DeleteObjectCommand({ Bucket: versioned, Key: "k", VersionId }));
    expect((await list()).Versions).toBeUndefined();
  });
});

describe("listings", () => {
  it("show the same as a model, whatever prefix, delimiter and page size", async () => {
    const listed = "listings-here";
    await box.s3.send(new CreateBucketCommand({ Bucket: listed }));
    const keys = [
      "a",
      "a/1",
      "a/2",
      "a/b/3",
      "a0",
      "b//x",
      "b/y",
      "c",
      "\uff5e",
      "\u{1f600}/z",
      "e f",
      "e+f",
    ];
    for (const Key of keys) await box.s3.send(new PutObjectCommand({ Bucket: listed, Key, Body: "x" }));
    const prefix = fc.constantFrom("", "a", "a/", "b/", "zz", "\u{1f600}");
    const delimiter = fc.constantFrom("", "/", "b");
    const start = fc.constantFrom("", "a/1", "a/", "b", "zz");
    await fc.assert(
      fc.asyncProperty(
        prefix,
        delimiter,
        start,
        fc.integer({ min: 1, max: 5 }),
        async (prefix, delimiter, start, size) => {
          const found: string[] = [];
          const pages = paginateListObjectsV2(
            { client: box.s3, pageSize: size },
            { Bucket: listed, Prefix: prefix, Delimiter: delimiter, StartAfter: start, EncodingType: "url" },
          );
          for await (const page of pages) {
            const lines = [
              ...(page.Contents ?? []).map(({ Key }) => Key!),
              ...(page.CommonPrefixes ?? []).map((p) => p.Prefix!),
            ];
            expect(lines).toHaveLength(page.KeyCount!);
            found.push(...lines.map(decodeURIComponent).sort(compareUtf8));
          }
          expect(found).toEqual(model(keys, prefix, delimiter, start));
        },
      ),
      { numRuns: 60 },
    );
  });

  it("of version 1 go on after a marker that is no key", async () => {
    const list = (more: object) => box.s3.send(new ListObjectsCommand({ Bucket: "listings-here", ...more }));
    const page = await list({ Marker: "a/11", MaxKeys: 2 });
    expect(page.Contents!.map(({ Key }) => Key)).toEqual(["a/2", "a/b/3"]);
    expect(page).toMatchObject({ IsTruncated: true, Marker: "a/11" });
    expect((await list({ Delimiter: "/", MaxKeys: 2 })).NextMarker).toBe("a/");
  });
});

/** What S3 lists, computed the simple way. */
function model(keys: readonly string[], prefix: string, delimiter: string, start: string): string[] {
  const lines = new Set<string>();
  for (const key of [...keys].sort(compareUtf8)) {
    if (!key.startsWith(prefix) || (start !== "" && compareUtf8(key, start) <= 0)) continue;
    const at = delimiter === "" ? -1 : key.indexOf(delimiter, prefix.length);
    const line = at < 0 ? key : key.slice(0, at + delimiter.length);
    if (line !== start) lines.add(line);
  }
  return [...lines].sort(compareUtf8);
}

describe("multipart uploads", () => {
  const Key = "large";
  const begin = async () =>
    (await box.s3.send(new CreateMultipartUploadCommand({ Bucket, Key, ContentType: "x/y" }))).UploadId!;
  const part = async (UploadId: string, PartNumber: number, Body: Buffer) => {
    const { ETag } = await box.s3.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body }));
    return { PartNumber, ETag: ETag! };
  };
  const complete = (UploadId: string, Parts: { PartNumber: number; ETag: string }[]) =>
    box.s3.send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts } }));

  it("become one object", async () => {
    const UploadId = await begin();
    const first = Buffer.alloc(5 * 1024 * 1024, "a");
    const parts = [await part(UploadId, 1, first), await part(UploadId, 3, Buffer.from("end"))];
    await put("middle", "0123456789");
    const copy = await box.s3.send(
      new UploadPartCopyCommand({
        Bucket,
        Key,
        UploadId,
        PartNumber: 4,
        CopySource: `${Bucket}/middle`,
        CopySourceRange: "bytes=2-4",
      }),
    );
    expect(copy.CopyPartResult!.ETag).toBe(`"${createHash("md5").update("234").digest("hex")}"`);
    const listed = await box.s3.send(new ListPartsCommand({ Bucket, Key, UploadId }));
    expect(listed.Parts!.map(({ PartNumber, Size }) => [PartNumber, Size])).toEqual([
      [1, first.length],
      [3, 3],
      [4, 3],
    ]);
    expect((await box.s3.send(new ListMultipartUploadsCommand({ Bucket }))).Uploads).toMatchObject([
      { Key, UploadId },
    ]);
    const { ETag } = await complete(UploadId, parts);
    expect(ETag).toMatch(/^"[0-9a-f]{32}-2"$/);
    const answer = await box.s3.send(new GetObjectCommand({ Bucket, Key, PartNumber: 2 }));
    expect(await answer.Body!.transformToString()).toBe("end");
    expect(answer).toMatchObject({ PartsCount: 2, ContentType: "x/y" });
    expect((await box.s3.send(new HeadObjectCommand({ Bucket, Key }))).ContentLength).toBe(first.length + 3);
    expect((await box.s3.send(new ListMultipartUploadsCommand({ Bucket }))).Uploads).toBeUndefined();
  });

  it("are refused when their parts do not fit, and can be given up", async () => {
    const UploadId = await begin();
    const parts = [
      await part(UploadId, 1, Buffer.from("small")),
      await part(UploadId, 2, Buffer.from("too")),
    ];
    expect(await refusal(complete(UploadId, parts))).toMatchObject({ name: "EntityTooSmall" });
    expect(await refusal(complete(UploadId, [...parts].reverse()))).toMatchObject({
      name: "InvalidPartOrder",
    });
    expect(await refusal(complete(UploadId, [{ PartNumber: 9, ETag: "x" }]))).toMatchObject({
      name: "InvalidPart",
    });
    await box.s3.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId }));
    expect(await refusal(complete(UploadId, parts))).toMatchObject({ name: "NoSuchUpload", status: 404 });
  });
});
