import { known } from "../known.ts";
import type { Situation } from "../facts.ts";
import type { Rule } from "../rule.ts";

/** Whether the stack is going to create a bucket that it has not created yet. */
const creates = ({ settings, facts }: Situation): boolean =>
  !settings.centralBucket &&
  !settings.adopted?.includes("bucket") &&
  facts.made.bucketName !== settings.bucketName;

const ownBucketTaken: Rule = {
  id: "bucket-is-there",
  title: "The account has a bucket of this name already, and the stack did not make it",
  severity: "error",
  source: "CreateBucket, Amazon S3 API Reference",
  judge: (situation) => {
    const { bucketName } = situation.settings;
    if (!creates(situation) || situation.facts.bucket.facts.standing !== "own") return [];
    return [
      {
        what: `Bucket ${bucketName} is there already, and this stack did not make it.`,
        why: "A bucket that is one's own cannot be created again; if it could (us-east-1 allows it), destroy would remove what the stack never made.",
        mend: "Take it into the stack with --adopt bucket, use it as it is with --leave bucket, or choose another name (--bucket NAME).",
      },
    ];
  },
};

const othersBucketTaken: Rule = {
  id: "bucket-name-taken",
  title: "The bucket's name belongs to another account",
  severity: "error",
  source: "Bucket naming rules, Amazon S3 User Guide",
  judge: (situation) => {
    const { bucketName } = situation.settings;
    const { standing } = situation.facts.bucket.facts;
    if (!creates(situation) || (standing !== "other" && standing !== "unknown")) return [];
    return [
      {
        what: `The name ${bucketName} is taken: another account has a bucket of this name${standing === "unknown" ? ", or this one and the identity may not look at it" : ""}.`,
        why: "Bucket names are shared by all accounts and regions of AWS.",
        mend: "Choose another name (--bucket NAME); one with the account's number in it is hardly ever taken.",
      },
    ];
  },
};

const centralBucketGone: Rule = {
  id: "central-bucket-gone",
  title: "The central bucket does not exist",
  severity: "error",
  source: "S3BucketDoesNotExistException, CreateTrail, AWS CloudTrail API Reference",
  judge: ({ settings, facts }) =>
    settings.centralBucket && facts.bucket.facts.standing === "gone" && facts.comingPolicy === undefined
      ? [
          {
            what: `There is no bucket ${settings.bucketName}.`,
            why: "With trailwright:centralBucket the bucket is somebody else's: it is used, not made, and CloudTrail refuses a trail without its bucket.",
            mend: "Bring the log archive's stack up first (kind: log-archive), or correct the bucket's name.",
          },
        ]
      : [],
};

const adoptedBucketGone: Rule = {
  id: "adopted-bucket-gone",
  title: "A bucket that is to be adopted does not exist",
  severity: "error",
  source: "Importing resources, Pulumi documentation",
  judge: ({ settings, facts }) =>
    settings.adopted?.includes("bucket") &&
    facts.made.bucketName !== settings.bucketName &&
    facts.bucket.facts.standing !== "own" &&
    facts.bucket.facts.standing !== "unknown"
      ? [
          {
            what: `Bucket ${settings.bucketName} cannot be adopted: ${facts.bucket.facts.standing === "gone" ? "it does not exist" : "it belongs to another account"}.`,
            why: "Adopting takes over what is there; nothing is made in its place.",
            mend: "Take bucket out of trailwright:adopted, or name the bucket that is to be adopted.",
          },
        ]
      : [],
};

const accessLogs: Rule = {
  id: "access-log-bucket",
  title: "The bucket for access logs cannot get them",
  severity: "error",
  source: "Enabling Amazon S3 server access logging, Amazon S3 User Guide",
  judge: ({ settings: { accessLogBucket, region }, facts }) => {
    if (!accessLogBucket) return [];
    const place = facts.accessLogBucket;
    const about = (what: string, why: string, mend: string) => [{ what, why, mend }];
    if (place?.facts.standing === "gone" || place?.facts.standing === "other")
      return about(
        `Bucket ${accessLogBucket} for access logs ${place.facts.standing === "gone" ? "does not exist" : "belongs to another account"}.`,
        "S3 takes a bucket of the same account that is there, and makes none.",
        "Create it first, or name one of this account in trailwright:accessLogBucket.",
      );
    return place?.region !== undefined && place.region !== region
      ? about(
          `Bucket ${accessLogBucket} for access logs is in ${place.region}, the log bucket in ${region}.`,
          "S3 writes access logs to a bucket in the same region only.",
          `Name a bucket in ${region} in trailwright:accessLogBucket.`,
        )
      : [];
  },
};

const objectLock: Rule = {
  id: "object-lock-missing",
  title: "Object Lock is asked for on a bucket that is there without it",
  severity: "warning",
  source: "Configuring S3 Object Lock, Amazon S3 User Guide",
  judge: ({ settings: { objectLock, bucketName, centralBucket }, facts }) =>
    objectLock && !centralBucket && known(facts.bucket.facts.objectLock) === false
      ? [
          {
            what: `Bucket ${bucketName} is there without Object Lock.`,
            why: "Once it is on it can never be switched off again; log files that lie there already stay unlocked.",
            mend: "Go on if that is meant, or take trailwright:objectLock out.",
          },
        ]
      : [],
};

export const bucketRules = [
  ownBucketTaken,
  othersBucketTaken,
  centralBucketGone,
  adoptedBucketGone,
  accessLogs,
  objectLock,
];
