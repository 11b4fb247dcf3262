// Our own questions about who may write to the log bucket and use its key; "Amazon S3 bucket policy for CloudTrail" and
// "Configure AWS KMS key policies for CloudTrail", AWS CloudTrail User Guide.
import { partitionOf } from "../../cloudtrail/partition.ts";
import { explainBucketPolicy } from "../../iam-policy/explain-bucket-policy.ts";
import { explainKeyPolicy } from "../../iam-policy/explain-key-policy.ts";
import { awsCli } from "../aws-cli.ts";
import { openToAnyTrail } from "../bucket-policy.ts";
import type { Control } from "../control.ts";
import type { SetUp } from "../facts.ts";
import type { Mend } from "../finding.ts";
import {
  type DescribedTrail,
  failed,
  on,
  passed,
  perBucket,
  perTrail,
  unknown,
  type Verdict,
} from "../judge.ts";
import { onKey, perKey } from "./key.ts";

/** The policies are explained as of the commercial partition; the others differ in this one word. */
const asCommercial = (text: string, region: string): string => {
  const { partition } = partitionOf(region);
  return partition === "aws" ? text : text.replaceAll(`arn:${partition}:`, "arn:aws:");
};

const editPolicy = (bucket: string): Mend["cli"] => [
  awsCli("s3api", "get-bucket-policy", "--bucket", bucket, "--query", "Policy", "--output", "text"),
  awsCli("s3api", "put-bucket-policy", "--bucket", bucket, "--policy", "file://policy.json"),
];

/** us-east-1 alone wants no location constraint ("CreateBucket", Amazon S3 API Reference). */
const createBucket = (name: string, region: string): string =>
  awsCli(
    ...["s3api", "create-bucket", "--bucket", name, "--region", region],
    ...(region === "us-east-1" ? [] : ["--create-bucket-configuration", `LocationConstraint=${region}`]),
  );

/** What in the bucket policy keeps the trail out of its own folder, or out of the organization's. */
function judgePolicy(
  setUp: SetUp,
  { trail, description }: DescribedTrail,
  organizationId: string | undefined,
): Verdict | undefined {
  const bucket = setUp.buckets.get(description.bucketName);
  if (!bucket || bucket.standing === "gone") return undefined;
  return on(bucket.policy, (policy) => {
    const needs = {
      trailArn: asCommercial(trail.arn, trail.homeRegion),
      accountId: trail.ownerId,
      bucketName: bucket.name,
      ...(description.keyPrefix ? { keyPrefix: description.keyPrefix } : {}),
      ...(organizationId ? { organizationId } : {}),
      ...(description.kmsKeyId ? { kmsKeyArn: asCommercial(description.kmsKeyId, trail.homeRegion) } : {}),
    };
    const text = policy === undefined ? undefined : asCommercial(policy, trail.homeRegion);
    const findings = explainBucketPolicy(text, needs).filter(({ resource }) =>
      organizationId ? resource.includes(`/${organizationId}/`) : true,
    );
    if (findings.length === 0) return passed("The bucket policy lets the trail deliver.");
    const advice = [...new Set(findings.map((finding) => finding.advice))].join(" ");
    return failed([...new Set(findings.map(({ why }) => why))].join(" "), {
      advice,
      cli: editPolicy(bucket.name)!,
    });
  });
}

export const accessControls: readonly Control[] = [
  {
    id: "TW.2",
    title: "The bucket policy names the trail it is for",
    severity: "high",
    cis: [],
    asks: "Do the statements that let CloudTrail in ask for aws:SourceArn (or aws:SourceAccount)? Without it a trail of any account may write there.",
    mends: "Every bucket policy of ours has it; `trailwright up` restores it.",
    evaluate: (setUp) =>
      perBucket(setUp, (bucket, trails) =>
        on(bucket.policy, (policy) => {
          const open = policy === undefined ? [] : openToAnyTrail(policy);
          if (open.length === 0) return passed("No statement lets CloudTrail in on behalf of just anybody.");
          const arns = trails.map(({ trail }) => trail.arn).join(", ");
          return failed(`CloudTrail may come on behalf of anybody's trail: statement ${open.join(", ")}.`, {
            advice: `Add the condition StringEquals aws:SourceArn ${arns} to it.`,
            cli: editPolicy(bucket.name)!,
          });
        }),
      ),
  },
  {
    id: "TW.3",
    title: "The bucket lets the trail deliver",
    severity: "high",
    cis: [],
    asks: "Is the bucket there, and does its policy let this trail look at the ACL and write below its key prefix?",
    mends: "`trailwright up` writes the policy that fits `keyPrefix` and `trailName`.",
    evaluate: (setUp) =>
      perTrail(setUp, (described) => {
        const { bucketName } = described.description;
        if (setUp.buckets.get(bucketName)?.standing === "gone")
          return failed(
            `There is no bucket ${bucketName}: whoever makes one of this name gets the log files.`,
            {
              advice: "Make the bucket again at once, or give the trail another.",
              cli: [createBucket(bucketName, described.trail.homeRegion)],
            },
          );
        return judgePolicy(setUp, described, undefined);
      }),
  },
  {
    id: "TW.10",
    title: "The bucket lets the organization's trail deliver for its members",
    severity: "high",
    cis: [],
    asks: "Does the bucket policy of an organization trail cover AWSLogs/o-…/ besides the management account's folder?",
    mends: "`organizationTrail` with `organizationId`: the policy gets both statements.",
    evaluate: (setUp) =>
      perTrail(setUp, (described) => {
        if (!described.description.organization) return undefined;
        const { organizationId } = setUp;
        if (!organizationId) return undefined;
        if ("unread" in organizationId) return unknown(organizationId.unread);
        return judgePolicy(setUp, described, organizationId.value);
      }),
  },
  {
    id: "TW.12",
    title: "The trail's key can be used",
    severity: "critical",
    cis: [],
    asks: "Is the key enabled, and does its policy let CloudTrail encrypt?",
    mends: "Enable the key, or cancel its deletion; `trailwright up` writes the policy of a key of ours.",
    evaluate: (setUp) =>
      perKey(setUp, (key, trailArns) => {
        if (key.state === "PendingDeletion")
          return failed(
            "The key will be deleted: no log file can be written now, and none be read afterwards.",
            {
              advice: "Cancel the deletion and enable the key.",
              cli: [onKey("cancel-key-deletion", key), onKey("enable-key", key)],
            },
          );
        if (key.state !== "Enabled")
          return failed(`The key is ${key.state}: no log file can be written or read.`, {
            advice: "Enable the key.",
            cli: [onKey("enable-key", key)],
          });
        return on(key.policy, (policy) => {
          const region = key.arn.split(":")[3] ?? "";
          const findings = trailArns.flatMap((trailArn) =>
            explainKeyPolicy(asCommercial(policy, region), {
              trailArn: asCommercial(trailArn, region),
              accountId: trailArn.split(":")[4] ?? "",
              keyArn: asCommercial(key.arn, region),
            }),
          );
          if (findings.length === 0) return passed("It is enabled and lets CloudTrail encrypt.");
          return failed([...new Set(findings.map(({ why }) => why))].join(" "), {
            advice: [...new Set(findings.map((finding) => finding.advice))].join(" "),
            cli: [
              onKey("get-key-policy", key),
              `${onKey("put-key-policy", key)} --policy file://policy.json`,
            ],
          });
        });
      }),
  },
];
