import { AwsError, type Call, type Operation, type Reply } from "../../service.ts";
import { children, childText, parseXml, type XmlValue } from "../../wire/xml.ts";
import type { World } from "../../world.ts";
import { cannedGrants } from "./acl.ts";
import { dropBody } from "./bodies.ts";
import { requireBucketName } from "./bucket-names.ts";
import { invalidArgument, malformedXml } from "./errors.ts";
import { bucketResource, event } from "./event.ts";
import { bucketOperation, xmlReply } from "./operation.ts";
import {
  type Bucket,
  bucketArn,
  buckets,
  canonicalUser,
  type ObjectOwnership,
  objects,
  parts,
  uploads,
} from "./state.ts";
import { requireTags } from "./tags.ts";

/** "Creating a bucket": since April 2023 ACLs are off and Block Public Access is on by default. */
export const createBucket: Operation = {
  readOnly: false,
  category: "Management",
  permissions: ({ input, request }) => {
    const resource = bucketArn(String(input["Bucket"]));
    const also = (header: string, action: string) =>
      request.headers[header] === undefined ? [] : [{ action, resource }];
    return [
      { action: "s3:CreateBucket", resource },
      ...also("x-amz-acl", "s3:PutBucketAcl"),
      ...also("x-amz-object-ownership", "s3:PutBucketOwnershipControls"),
      ...also("x-amz-bucket-object-lock-enabled", "s3:PutBucketObjectLockConfiguration"),
    ];
  },
  handle(call, world) {
    const name = String(call.input["Bucket"]);
    requireBucketName(name);
    const asked = bodyOf(call);
    const region = regionFor(call, childText(asked, "LocationConstraint"));
    const known = buckets(world).get(name);
    if (known) return alreadyThere(known, call);
    buckets(world).put(name, newBucket(call, world, name, region, asked));
    return {
      headers: { location: region === "us-east-1" ? `/${name}` : `http://${name}.s3.amazonaws.com/` },
      body: empty,
    };
  },
  event,
};

const empty = Buffer.alloc(0);

function bodyOf(call: Call): XmlValue | undefined {
  if (call.request.body.size === 0) return undefined;
  const parsed = parseXml(call.request.body.bytes().toString("utf8"));
  if (parsed?.name !== "CreateBucketConfiguration") throw malformedXml();
  return parsed.value;
}

function regionFor(call: Call, constraint: string | undefined): string {
  if (constraint === undefined) {
    if (call.region === "us-east-1") return call.region;
    throw incompatible("unspecified");
  }
  const region = constraint === "EU" ? "eu-west-1" : constraint;
  if (region === "us-east-1" || !/^[a-z]{2}(?:-[a-z]+)+-\d$/.test(region))
    throw new AwsError("InvalidLocationConstraint", "The specified location-constraint is not valid", {
      extra: { LocationConstraint: constraint },
    });
  if (call.region !== "us-east-1" && region !== call.region) throw incompatible(constraint);
  return region;
}

function incompatible(constraint: string): AwsError {
  return new AwsError(
    "IllegalLocationConstraintException",
    `The ${constraint} location constraint is incompatible for the region specific endpoint this request was sent to.`,
  );
}

/** In us-east-1, creating your own bucket again succeeds and changes nothing. */
function alreadyThere(bucket: Bucket, call: Call): Reply {
  if (bucket.account !== call.caller.accountId)
    throw new AwsError(
      "BucketAlreadyExists",
      "The requested bucket name is not available. The bucket namespace is shared by all users of the system. Please select a different name and try again.",
      { status: 409, extra: { BucketName: bucket.name } },
    );
  if (bucket.region === "us-east-1" && call.region === "us-east-1")
    return { headers: { location: `/${bucket.name}` }, body: empty };
  throw new AwsError(
    "BucketAlreadyOwnedByYou",
    "Your previous request to create the named bucket succeeded and you already own it.",
    { status: 409, extra: { BucketName: bucket.name } },
  );
}

function newBucket(
  call: Call,
  world: World,
  name: string,
  region: string,
  asked: XmlValue | undefined,
): Bucket {
  const { headers } = call.request;
  const account = call.caller.accountId;
  const ownership = (headers["x-amz-object-ownership"] ?? "BucketOwnerEnforced") as ObjectOwnership;
  if (!["BucketOwnerEnforced", "BucketOwnerPreferred", "ObjectWriter"].includes(ownership))
    throw invalidArgument("Invalid x-amz-object-ownership header: ", "x-amz-object-ownership", ownership);
  const canned = headers["x-amz-acl"] ?? "private";
  if (ownership === "BucketOwnerEnforced" && !["private", "bucket-owner-full-control"].includes(canned))
    throw new AwsError(
      "InvalidBucketAclWithObjectOwnership",
      "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting",
    );
  if (/^public-|^authenticated-read$/.test(canned))
    throw new AwsError(
      "InvalidBucketAclWithBlockPublicAccessError",
      "Bucket cannot have public ACLs set with BlockPublicAccess enabled",
    );
  const tags = requireTags(children(children(asked, "Tags")[0], "Tag"));
  const locked = headers["x-amz-bucket-object-lock-enabled"]?.toLowerCase() === "true";
  return {
    name,
    account,
    region,
    created: world.clock.now().toISOString(),
    ownership,
    publicAccessBlock: {
      BlockPublicAcls: true,
      IgnorePublicAcls: true,
      BlockPublicPolicy: true,
      RestrictPublicBuckets: true,
    },
    acl: cannedGrants(canned, account, account),
    ...(tags.length > 0 ? { tags } : {}),
    ...(locked ? { versioning: "Enabled" as const } : {}),
    configuration: locked ? { "object-lock": "<ObjectLockEnabled>Enabled</ObjectLockEnabled>" } : {},
  };
}

export const deleteBucket = bucketOperation({
  action: "s3:DeleteBucket",
  readOnly: false,
  handle(_call, world, bucket) {
    for (const [, object] of objects(world).entries(`${bucket.name}/`))
      throw new AwsError(
        "BucketNotEmpty",
        object.deleteMarker || object.versionId !== "null"
          ? "The bucket you tried to delete is not empty. You must delete all versions in the bucket."
          : "The bucket you tried to delete is not empty",
        { status: 409, extra: { BucketName: bucket.name } },
      );
    for (const [key, upload] of [...uploads(world).entries(`${bucket.name}/`)]) {
      for (const [part, { file }] of [...parts(world).entries(`${upload.id}/`)]) {
        parts(world).delete(part);
        dropBody(world, file);
      }
      uploads(world).delete(key);
    }
    buckets(world).delete(bucket.name);
    return { status: 204, event: { resources: [bucketResource(bucket.name, bucket.account)] } };
  },
});

export const headBucket = bucketOperation({
  action: "s3:ListBucket",
  readOnly: true,
  category: "Data",
  handle: (_call, _world, bucket) => ({
    headers: {
      "x-amz-bucket-region": bucket.region,
      "x-amz-access-point-alias": "false",
      "content-type": "application/xml",
    },
  }),
});

export const getBucketLocation = bucketOperation({
  action: "s3:GetBucketLocation",
  readOnly: true,
  handle: (_call, _world, bucket) =>
    xmlReply("LocationConstraint", bucket.region === "us-east-1" ? "" : bucket.region),
});

/** The caller's own account's buckets, by name; `prefix`, `bucket-region`, `max-buckets` and its token are honoured. */
export const listBuckets: Operation = {
  readOnly: true,
  category: "Management",
  permissions: () => [{ action: "s3:ListAllMyBuckets", resource: "*" }],
  handle({ caller, request: { query } }, world) {
    const prefix = query.get("prefix") ?? "";
    const region = query.get("bucket-region");
    const most = Number(query.get("max-buckets") ?? 10_000);
    if (!Number.isInteger(most) || most < 1 || most > 10_000)
      throw invalidArgument("max-buckets must be between 1 and 10000", "max-buckets", String(most));
    const after = Buffer.from(query.get("continuation-token") ?? "", "base64url").toString("utf8");
    const found: Bucket[] = [];
    for (const [name, bucket] of buckets(world).entries(prefix, after)) {
      if (bucket.account !== caller.accountId || (region !== null && region !== bucket.region)) continue;
      if (name > after || after === "") found.push(bucket);
      if (found.length > most) break;
    }
    const shown = found.slice(0, most);
    return xmlReply("ListAllMyBucketsResult", {
      Owner: { ID: canonicalUser(caller.accountId) },
      Buckets: {
        Bucket: shown.map(({ name, created, region, account: _ }) => ({
          Name: name,
          CreationDate: created,
          BucketRegion: region,
          BucketArn: bucketArn(name),
        })),
      },
      ...(query.has("prefix") ? { Prefix: prefix } : {}),
      ...(found.length > most
        ? { ContinuationToken: Buffer.from(shown.at(-1)!.name).toString("base64url") }
        : {}),
    });
  },
  event,
};
