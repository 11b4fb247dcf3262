// The other door to the same program: plain `pulumi up` with Pulumi.yaml and Pulumi.<stack>.yaml.
import { getCallerIdentity } from "@pulumi/aws/getCallerIdentity.js";
import { Config, getStack } from "@pulumi/pulumi";
import { configKeys, settingsFromConfig } from "../stacks/config.ts";
import { type ProgramOutputs, trailStack } from "./trail-stack.ts";

/**
 * The program as the Pulumi CLI runs it: settings from the stack's configuration, the account from there too or from
 * the credentials. Returns the stack's outputs. Throws InvalidSettings.
 */
export default async function program(): Promise<ProgramOutputs> {
  const settings = settingsFromConfig(getStack(), configured(), `The configuration of stack ${getStack()}`);
  return trailStack(settings, settings.accountId ?? (await getCallerIdentity({})).accountId);
}

/** Our configuration as the stack's file says it: everything but text comes as JSON. */
function configured(): Record<string, unknown> {
  const values: Record<string, unknown> = { [configKeys.target]: "account" };
  for (const key of Object.values(configKeys)) {
    const [namespace = "", name = ""] = key.split(":");
    const text = new Config(namespace).get(name);
    if (text !== undefined) values[key] = key.startsWith("aws:") ? text : plain(text);
  }
  return values;
}

/** Account ids look like numbers and are none. */
function plain(text: string): unknown {
  if (!/^(?:true|false|\d{1,9}|[[{].*)$/s.test(text)) return text;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
