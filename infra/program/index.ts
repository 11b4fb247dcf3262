// The other door to the same program: plain `pulumi up` with Pulumi.yaml and Pulumi.<stack>.yaml.
import { getCallerIdentity } from "@pulumi/aws/getCallerIdentity.js";
import { Config, getStack } from "@pulumi/pulumi";
import { projectName, settingsFromConfig } from "../stacks/config.ts";
import { type ProgramOutputs, trailStack } from "./trail-stack.ts";

/**
 * The program as the Pulumi CLI runs it: settings from the stack's configuration, the account from there too or from
 * the credentials. Returns the stack's outputs. Throws InvalidSettings.
 */
export default async function program(): Promise<ProgramOutputs> {
  const ours = new Config(projectName);
  const aws = new Config("aws");
  const settings = settingsFromConfig(
    getStack(),
    {
      "aws:region": aws.get("region"),
      "aws:profile": aws.get("profile"),
      "trailwright:bucketName": ours.get("bucketName"),
      "trailwright:trailName": ours.get("trailName"),
      "trailwright:keyPrefix": ours.get("keyPrefix"),
      "trailwright:retentionDays": ours.getNumber("retentionDays"),
      "trailwright:tags": ours.getObject("tags"),
      "trailwright:emptyOnDestroy": ours.getBoolean("emptyOnDestroy"),
      "trailwright:target": ours.get("target") ?? "account",
      "trailwright:accountId": ours.get("accountId"),
    },
    `The configuration of stack ${getStack()}`,
  );
  return trailStack(settings, settings.accountId ?? (await getCallerIdentity({})).accountId);
}
