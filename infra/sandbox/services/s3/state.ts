import { createHash } from "node:crypto";
import type { Collection, World } from "../../world.ts";
import type { ChecksumAlgorithm } from "./checksums.ts";

/** A tag of a bucket or an object. */
export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

/** S3 Block Public Access, one bucket's. */
interface PublicAccessBlock {
  readonly BlockPublicAcls: boolean;
  readonly IgnorePublicAcls: boolean;
  readonly BlockPublicPolicy: boolean;
  readonly RestrictPublicBuckets: boolean;
}

/** Who owns objects that others write, and whether ACLs count at all. */
export type ObjectOwnership = "BucketOwnerEnforced" | "BucketOwnerPreferred" | "ObjectWriter";

/** One entry of an access control list: a canonical user id or a group's URI, and the permission. */
export interface Grant {
  readonly grantee: { readonly id: string } | { readonly uri: string };
  readonly permission: "FULL_CONTROL" | "READ" | "WRITE" | "READ_ACP" | "WRITE_ACP";
}

/** A bucket and all that is set on it. */
export interface Bucket {
  readonly name: string;
  /** Owner's account id. */
  readonly account: string;
  readonly region: string;
  /** ISO 8601, UTC. */
  readonly created: string;
  readonly ownership?: ObjectOwnership;
  readonly publicAccessBlock?: PublicAccessBlock;
  readonly versioning?: "Enabled" | "Suspended";
  /** The policy document's text as it was put. */
  readonly policy?: string;
  readonly acl: readonly Grant[];
  readonly tags?: readonly Tag[];
  /** Other sub-resources (`lifecycle`, `cors` …): inner XML of the document as it was put, normalised. */
  readonly configuration: Readonly<Record<string, string>>;
}

/** How long, and how strictly, a version is kept. */
export interface Retention {
  /** Governance yields to those who may bypass it, compliance to nobody. */
  readonly mode: "GOVERNANCE" | "COMPLIANCE";
  /** ISO 8601, UTC. */
  readonly until: string;
}

/** A data key as S3 keeps it beside an object: encrypted by KMS, with the context that opens it. */
export interface DataKey {
  /** Base 64. */
  readonly ciphertext: string;
  readonly context: Readonly<Record<string, string>>;
}

/** One version of an object, or a delete marker (which has no file). */
export interface StoredObject {
  readonly key: string;
  /** `null` where versioning is not enabled. */
  readonly versionId: string;
  readonly deleteMarker?: true;
  /** Name of the body's file under `objects/`. */
  readonly file?: string;
  readonly size: number;
  /** Without quotes. */
  readonly etag: string;
  /** ISO 8601, UTC, whole seconds as S3 shows them. */
  readonly modified: string;
  /** System headers given back as they came: content-type, content-encoding, cache-control … */
  readonly headers: Readonly<Record<string, string>>;
  /** User metadata by name without the `x-amz-meta-` prefix, lower case. */
  readonly metadata: Readonly<Record<string, string>>;
  readonly tags?: readonly Tag[];
  readonly acl?: readonly Grant[];
  /** Account that wrote it. */
  readonly owner: string;
  readonly storageClass?: string;
  /** Headers that say how it is encrypted. */
  readonly encryption: Readonly<Record<string, string>>;
  /** Where KMS made one for it. The body's file itself is not encrypted: it lies where only its owner can read. */
  readonly dataKey?: DataKey;
  readonly retention?: Retention;
  readonly legalHold?: boolean;
  readonly checksum?: Checksum;
  /** Sizes of the parts of a multipart upload. */
  readonly parts?: readonly number[];
}

/** What an object has besides its body. */
export type ObjectAttributes = Pick<
  StoredObject,
  | "headers"
  | "metadata"
  | "tags"
  | "acl"
  | "owner"
  | "storageClass"
  | "encryption"
  | "dataKey"
  | "retention"
  | "legalHold"
>;

/** An additional checksum: `CRC32` and its base64 value; type for multipart uploads. */
export interface Checksum {
  readonly algorithm: ChecksumAlgorithm;
  readonly value: string;
  readonly type: "FULL_OBJECT" | "COMPOSITE";
}

/** A multipart upload in progress. */
export interface Upload {
  readonly id: string;
  readonly bucket: string;
  readonly key: string;
  /** ISO 8601, UTC. */
  readonly started: string;
  /** What the finished object will have besides its body. */
  readonly object: ObjectAttributes;
  readonly checksumAlgorithm?: ChecksumAlgorithm;
  readonly checksumType?: Checksum["type"];
}

/** One uploaded part. */
export interface Part {
  readonly number: number;
  readonly file: string;
  readonly size: number;
  readonly etag: string;
  readonly modified: string;
  readonly checksum?: Checksum;
}

/** Buckets by name. */
export const buckets = (world: World): Collection<Bucket> => world.collection("s3.buckets");

/** Current versions (delete markers included) by `bucket/key`. */
export const objects = (world: World): Collection<StoredObject> => world.collection("s3.objects");

/** Versions that are not current, newest first, by `bucket/key`. Whatever is here has a current version, too. */
export const noncurrent = (world: World): Collection<readonly StoredObject[]> =>
  world.collection("s3.noncurrent");

/** Multipart uploads by `bucket/uploadId`. */
export const uploads = (world: World): Collection<Upload> => world.collection("s3.uploads");

/** Parts by `uploadId/00001`. */
export const parts = (world: World): Collection<Part> => world.collection("s3.parts");

/** The canonical user id that stands for an account in ACLs and owners: 64 hex digits. */
export function canonicalUser(account: string): string {
  // AWS's own for whoever does not sign.
  if (account === "ANONYMOUS_PRINCIPAL") return "65a011a29cdf8ec533ec3d1ccaae921c";
  return createHash("sha256").update(`canonical user ${account}`).digest("hex");
}

/** A bucket's ARN, which names neither region nor account. */
export const bucketArn = (bucket: string): string => `arn:aws:s3:::${bucket}`;
/** An object's ARN. */
export const objectArn = (bucket: string, key: string): string => `arn:aws:s3:::${bucket}/${key}`;
