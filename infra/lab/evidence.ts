import { CloudTrailClient, GetTrailCommand, GetTrailStatusCommand } from "@aws-sdk/client-cloudtrail";
import {
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketLocationCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketPolicyCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { trailArn } from "../program/bucket-policy.ts";
import type { StackSettings } from "../stacks/settings.ts";
import { awsProblem } from "../target/aws-problem.ts";
import type { Target } from "../target/target.ts";
import type { Evidence, GeneratedCall, LabState } from "./lab-state.ts";
import type { StepId } from "./step.ts";

/** Reads back from AWS what a step left, or repeats what the session knows for steps that leave nothing. */
export async function readEvidence(
  step: StepId,
  state: LabState,
  target: Target,
): Promise<readonly Evidence[]> {
  switch (step) {
    case "identity":
      return identityEvidence(state);
    case "bucket":
      return bucketEvidence(state.settings, target);
    case "policy":
      return policyEvidence(state.settings, target);
    case "trail":
      return trailEvidence(state.settings, target);
    case "events":
      return callEvidence(state.calls);
    case "watch":
      return deliveryEvidence(state.calls);
  }
}

function identityEvidence({ identity, settings }: LabState): Evidence[] {
  const { accountId, arn, userId } = identity;
  return [
    { title: "Who you are", source: "sts:GetCallerIdentity", text: pretty({ accountId, arn, userId }) },
    {
      title: "Where it goes",
      source: "configuration",
      text: [
        `Credentials: ${identity.credentialSource}`,
        settings.region === identity.region
          ? `Region: ${identity.region} (${identity.regionSource})`
          : `Region: ${settings.region} (chosen for this stack)`,
        ...(identity.endpoint ? [`Endpoint: ${identity.endpoint} (not AWS itself)`] : []),
      ].join("\n"),
    },
  ];
}

async function bucketEvidence(settings: StackSettings, target: Target): Promise<Evidence[]> {
  const s3 = new S3Client(target.clientConfig(settings.region));
  const Bucket = settings.bucketName;
  const fact = facts(settings, target);
  try {
    return await Promise.all([
      fact("Location", "s3:GetBucketLocation", async () => {
        const { LocationConstraint } = await s3.send(new GetBucketLocationCommand({ Bucket }));
        // "Buckets in us-east-1 have a LocationConstraint of null" (GetBucketLocation, S3 API Reference).
        return LocationConstraint ?? "us-east-1";
      }),
      fact("Public access", "s3:GetBucketPublicAccessBlock", async () => {
        return (await s3.send(new GetPublicAccessBlockCommand({ Bucket }))).PublicAccessBlockConfiguration;
      }),
      fact("Object ownership", "s3:GetBucketOwnershipControls", async () => {
        return (await s3.send(new GetBucketOwnershipControlsCommand({ Bucket }))).OwnershipControls;
      }),
      fact("Default encryption", "s3:GetBucketEncryption", async () => {
        return (await s3.send(new GetBucketEncryptionCommand({ Bucket }))).ServerSideEncryptionConfiguration;
      }),
      fact("Versioning", "s3:GetBucketVersioning", async () => {
        return (await s3.send(new GetBucketVersioningCommand({ Bucket }))).Status ?? "never enabled";
      }),
      fact("Lifecycle", "s3:GetBucketLifecycleConfiguration", async () => {
        return (await s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket }))).Rules;
      }),
    ]);
  } finally {
    s3.destroy();
  }
}

async function policyEvidence(settings: StackSettings, target: Target): Promise<Evidence[]> {
  const s3 = new S3Client(target.clientConfig(settings.region));
  try {
    return [
      await facts(settings, target)("Bucket policy", "s3:GetBucketPolicy", async () => {
        const { Policy } = await s3.send(new GetBucketPolicyCommand({ Bucket: settings.bucketName }));
        return JSON.parse(Policy!) as unknown;
      }),
    ];
  } finally {
    s3.destroy();
  }
}

async function trailEvidence(settings: StackSettings, target: Target): Promise<Evidence[]> {
  const cloudTrail = new CloudTrailClient(target.clientConfig(settings.region));
  const Name = trailArn(settings, target.identity.accountId);
  const fact = facts(settings, target);
  try {
    return await Promise.all([
      fact("Trail", "cloudtrail:GetTrail", async () => {
        return (await cloudTrail.send(new GetTrailCommand({ Name }))).Trail;
      }),
      fact("Status", "cloudtrail:GetTrailStatus", async () => {
        const { $metadata: _, ...status } = await cloudTrail.send(new GetTrailStatusCommand({ Name }));
        return status;
      }),
    ]);
  } finally {
    cloudTrail.destroy();
  }
}

function callEvidence(calls: readonly GeneratedCall[]): Evidence[] {
  return [
    {
      title: "Calls made",
      source: "request IDs of the answers",
      text: calls
        .map(
          (call) =>
            `${new Date(call.calledAt).toISOString()}  ${service(call)}:${call.eventName}  ${call.requestId}${call.errorCode ? `  ${call.errorCode}` : ""}`,
        )
        .join("\n"),
    },
  ];
}

function deliveryEvidence(calls: readonly GeneratedCall[]): Evidence[] {
  return [
    {
      title: "Calls delivered",
      source: "log files in the bucket",
      text: calls
        .filter((call) => call.delivery)
        .map(
          ({ delivery, ...call }) =>
            `${service(call)}:${call.eventName}  after ${(delivery!.afterMilliseconds / 1000).toFixed(1)} s  in ${delivery!.key}`,
        )
        .join("\n"),
    },
  ];
}

/** Missing permission to look is evidence too, and no reason to call the step a failure; a missing thing is. */
function facts(settings: StackSettings, target: Target) {
  return async (title: string, source: string, read: () => Promise<unknown>): Promise<Evidence> => {
    try {
      const value = await read();
      return { title, source, text: typeof value === "string" ? value : pretty(value) };
    } catch (error) {
      const problem = awsProblem(error, {
        doing: `reading the evidence back (${source})`,
        region: settings.region,
        endpoint: target.identity.endpoint,
      });
      if (problem.code !== "AccessDenied") throw problem;
      return { title, source, text: `could not be read: ${problem.why}` };
    }
  };
}

function service(call: Pick<GeneratedCall, "eventSource">): string {
  return call.eventSource.split(".")[0]!;
}

function pretty(value: unknown): string {
  return JSON.stringify(value, null, 2);
}
