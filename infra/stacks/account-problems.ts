import { roleArnPattern } from "./naming-rules.ts";
import type { StackSettings } from "./settings.ts";

/** What is wrong with the settings that say in which account a stack is, one sentence part each, by setting. Pure. */
export function accountProblems({
  accountId,
  roleArn,
  profile,
  target,
}: StackSettings): readonly { readonly setting: keyof StackSettings; readonly problem: string }[] {
  const problems: { setting: keyof StackSettings; problem: string }[] = [];
  const roleAccount = roleArn === undefined ? undefined : roleArnPattern.exec(roleArn)?.[1];
  if (accountId && roleAccount && accountId !== roleAccount)
    problems.push({
      setting: "roleArn",
      problem: `is a role of account ${roleAccount}, but the stack belongs to ${accountId}`,
    });
  if (profile && target === "sandbox")
    problems.push({
      setting: "profile",
      problem: "means nothing in the sandbox, which has credentials of its own",
    });
  return problems;
}
