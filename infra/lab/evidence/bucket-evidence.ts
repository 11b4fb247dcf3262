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
import type { StackSettings } from "../../stacks/settings.ts";
import type { Target } from "../../target/target.ts";
import type { Evidence } from "../lab-state.ts";
import { facts } from "./fact.ts";

/** The bucket as S3 describes it. */
export async function bucketEvidence(settings: StackSettings, target: Target): Promise<Evidence[]> {
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

/** The bucket's policy document as S3 has it. */
export async function policyEvidence(settings: StackSettings, target: Target): Promise<Evidence[]> {
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
