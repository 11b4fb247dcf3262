import type { z } from "zod";
import { alertProblems } from "../alerts/settings-problems.ts";
import { TrailwrightError } from "../errors.ts";
import { purposeProblems } from "../purposes/selection.ts";
import { accountProblems } from "./account-problems.ts";
import { adoptionProblems } from "./adoption-problems.ts";
import { athenaProblems } from "./athena-problems.ts";
import { bucketProblems } from "./bucket-problems.ts";
import { type StackSettings, stackSettingsSchema } from "./settings.ts";

/** Namespace of our keys in Pulumi's configuration; the project's name in Pulumi.yaml. */
export const projectName = "trailwright";

type Field = Exclude<keyof StackSettings, "stack">;

/** Where each setting is kept in Pulumi's configuration. */
export const configKeys: Readonly<Record<Field, string>> = {
  region: "aws:region",
  bucketName: `${projectName}:bucketName`,
  trailName: `${projectName}:trailName`,
  keyPrefix: `${projectName}:keyPrefix`,
  retentionDays: `${projectName}:retentionDays`,
  tags: `${projectName}:tags`,
  emptyOnDestroy: `${projectName}:emptyOnDestroy`,
  target: `${projectName}:target`,
  accountId: `${projectName}:accountId`,
  profile: "aws:profile",
  roleArn: `${projectName}:roleArn`,
  kind: `${projectName}:kind`,
  purpose: `${projectName}:purpose`,
  resources: `${projectName}:resources`,
  selectors: `${projectName}:selectors`,
  insights: `${projectName}:insights`,
  organizationTrail: `${projectName}:organizationTrail`,
  organizationId: `${projectName}:organizationId`,
  centralBucket: `${projectName}:centralBucket`,
  deliveringTrails: `${projectName}:deliveringTrails`,
  adopted: `${projectName}:adopted`,
  policyStatements: `${projectName}:policyStatements`,
  kmsKey: `${projectName}:kmsKey`,
  accessLogBucket: `${projectName}:accessLogBucket`,
  objectLock: `${projectName}:objectLock`,
  transitions: `${projectName}:transitions`,
  logGroup: `${projectName}:logGroup`,
  alarms: `${projectName}:alarms`,
  subscriptions: `${projectName}:subscriptions`,
  deliveryNotifications: `${projectName}:deliveryNotifications`,
  athena: `${projectName}:athena`,
};

/** Settings as the `config` section of a Pulumi stack file. Settings left out have no key. */
export function settingsToConfig(settings: StackSettings): Record<string, unknown> {
  const config: Record<string, unknown> = {};
  for (const [field, key] of Object.entries(configKeys) as [Field, string][]) {
    if (settings[field] !== undefined) config[key] = settings[field];
  }
  return config;
}

/**
 * Settings from the `config` section of a Pulumi stack file. Keys of other namespaces are left alone. Throws
 * InvalidSettings naming `origin` (the file), each key and the rule it breaks.
 */
export function settingsFromConfig(
  stack: string,
  config: Readonly<Record<string, unknown>>,
  origin: string,
): StackSettings {
  const known = new Map(Object.entries(configKeys).map(([field, key]) => [key, field]));
  const values: Record<string, unknown> = { stack };
  for (const [key, value] of Object.entries(config)) {
    const field = known.get(key) ?? (key.startsWith(`${projectName}:`) ? key : undefined);
    if (field) values[field] = field === "accountId" && typeof value === "number" ? String(value) : value;
  }
  return checkSettings(values, origin);
}

/** Validates settings from anywhere. Throws InvalidSettings naming `origin`, each field and the rule it breaks. */
export function checkSettings(values: Readonly<Record<string, unknown>>, origin: string): StackSettings {
  const checked = stackSettingsSchema.safeParse(values);
  const problems = checked.success
    ? [
        ...purposeProblems(checked.data),
        ...alertProblems(checked.data),
        ...accountProblems(checked.data),
        ...adoptionProblems(checked.data),
        ...bucketProblems(checked.data),
        ...athenaProblems(checked.data),
      ].map(({ setting, problem }) => `${setting}: ${problem}`)
    : checked.error.issues.map((issue) => problem(issue, values));
  if (checked.success && problems.length === 0) return checked.data;
  throw new TrailwrightError("InvalidSettings", `${origin}: ${problems.join("; ")}.`, {
    next: "Correct the settings and start again.",
    ...(checked.success ? {} : { cause: checked.error }),
  });
}

function problem(issue: z.core.$ZodIssue, values: Readonly<Record<string, unknown>>): string {
  if (issue.code === "unrecognized_keys") return `${issue.keys.join(", ")} is not a setting of Trailwright`;
  const [field] = issue.path;
  if (values[String(field)] === undefined) return `${String(field)} is missing`;
  return `${issue.path.join(".")} ${issue.message.replace(/^(Invalid|Too)[^:]*: /, "is not valid: ")}`;
}
