import { type Command, InvalidArgumentError, Option } from "commander";
import {
  type AdoptedPart,
  bucketNameProblems,
  type PurposeId,
  purposeIds,
  regionPattern,
  roleArnPattern,
  type StackSettings,
  trailNameProblems,
} from "../../infra/index.ts";
import { defaultStack } from "../arguments.ts";

/** Options that say how the output looks. */
export interface OutputOptions {
  readonly json?: boolean;
}

/** Options that say where the work is done. */
export interface TargetOptions {
  readonly sandbox?: boolean;
  readonly account?: boolean;
  readonly profile?: string;
  readonly role?: string;
  readonly region?: string;
}

/** Options that are answers to the lab's questions. */
export interface AnswerOptions {
  readonly bucket?: string;
  readonly trail?: string;
  readonly prefix?: string;
  readonly retentionDays?: number;
  readonly tag?: Readonly<Record<string, string>>;
  readonly purpose?: PurposeId;
  readonly resource?: readonly string[];
  readonly logGroupDays?: number;
  readonly alarms?: "compliance" | "tuned" | "off";
  readonly subscribe?: readonly string[];
  readonly deliveryNotifications?: boolean;
}

/** Options that say what is done with what is there already. */
export interface ExistingOptions {
  readonly adopt?: readonly AdoptedPart[];
  readonly leave?: "bucket";
}

export { defaultStack };

/** `--json`: output for programs. */
export const jsonOption = () =>
  new Option("--json", "one JSON object per line on stdout; sentences for people go to stderr");
/** `--yes`: no question is asked. */
export const yesOption = () => new Option("-y, --yes", "do it without asking");

/** `--stack NAME`, once. */
export const stackOption = () =>
  new Option("-s, --stack <name>", "the stack to work on").argParser(stackName).default(defaultStack);

/** `--stack NAME`, as often as one likes. */
export const stacksOption = (otherwise: string) =>
  new Option(
    "-s, --stack <name>",
    `a stack to work on; repeat it for several (${otherwise} if left out)`,
  ).argParser((value: string, before: readonly string[] | undefined) => [
    ...(before ?? []),
    stackName(value),
  ]);

/** Options of a command that works on several stacks at once. */
export interface SeveralOptions {
  readonly stack?: readonly string[];
  readonly all?: boolean;
  readonly parallel?: number;
}

/** Adds which stacks are worked on, and how many at a time. */
export function withStacks(command: Command): Command {
  return command
    .addOption(stacksOption("lab"))
    .addOption(new Option("--all", "work on every stack there is").conflicts("stack"))
    .addOption(
      new Option("--parallel <n>", "how many stacks at a time (one per core if left out)").argParser(
        (value: string) => {
          if (!/^\d{1,2}$/.test(value) || Number(value) < 1)
            throw new InvalidArgumentError("It must be a number from 1 to 99.");
          return Number(value);
        },
      ),
    );
}

/** Adds where the work is done. */
export function withTarget(command: Command): Command {
  return command
    .addOption(new Option("--sandbox", "use the local sandbox (the default)").conflicts("account"))
    .addOption(new Option("--account", "use a real AWS account, found the way the AWS CLI finds it"))
    .addOption(new Option("--profile <name>", "profile of the AWS config files (with --account)"))
    .addOption(
      new Option(
        "--role <arn>",
        "role to assume with the credentials at hand, to work in another account",
      ).argParser(roleArn),
    )
    .addOption(new Option("--region <region>", "home region of the bucket and the trail").argParser(region));
}

/** Adds the answers to the lab's questions. */
export function withAnswers(command: Command): Command {
  return command
    .addOption(new Option("--bucket <name>", "name of the log bucket").argParser(checked(bucketNameProblems)))
    .addOption(new Option("--trail <name>", "name of the trail").argParser(checked(trailNameProblems)))
    .addOption(
      new Option(
        "--purpose <purpose>",
        "what the trail is for; `trailwright purposes` tells of each",
      ).choices(purposeIds),
    )
    .addOption(
      new Option(
        "--resource <resource>",
        "what the purpose is about (a bucket, a function …); repeat it for several",
      ).argParser((value: string, before: readonly string[] | undefined) => [...(before ?? []), value]),
    )
    .addOption(
      new Option(
        "--log-group-days <days>",
        "send events to a CloudWatch Logs group too and keep them so long; 0 for no group any more",
      ).argParser((value) => {
        if (!/^\d{1,4}$/.test(value)) throw new InvalidArgumentError("It must be a number of days.");
        return Number(value);
      }),
    )
    .addOption(
      new Option(
        "--alarms <kind>",
        "the fifteen CIS alarms on the log group: exact patterns, or ones tuned for paging",
      ).choices(["compliance", "tuned", "off"]),
    )
    .addOption(
      new Option(
        "--subscribe <who>",
        "who is told of alarms: an e-mail address or an SQS queue's ARN; repeat it for several",
      ).argParser((value: string, before: readonly string[] | undefined) => [...(before ?? []), value]),
    )
    .addOption(
      new Option("--delivery-notifications", "announce each log file in a queue that the tail listens to"),
    )
    .addOption(new Option("--no-delivery-notifications", "no such queue any more"))
    .addOption(new Option("--prefix <prefix>", "key prefix in front of AWSLogs/"))
    .addOption(
      new Option("--retention-days <days>", "days until log files expire").argParser((value) => {
        if (!/^\d{1,5}$/.test(value) || Number(value) < 1)
          throw new InvalidArgumentError("It must be a number of days.");
        return Number(value);
      }),
    )
    .addOption(
      new Option("--tag <key=value>", "tag for the bucket and the trail; repeat it for several").argParser(
        (value, before: Record<string, string> | undefined) => {
          const at = value.indexOf("=");
          if (at < 1) throw new InvalidArgumentError("It must look like KEY=VALUE.");
          return { ...before, [value.slice(0, at)]: value.slice(at + 1) };
        },
      ),
    );
}

/** Adds what is done with what is there already. */
export function withExisting(command: Command): Command {
  return command
    .addOption(
      new Option(
        "--adopt <parts>",
        "take what is there into the stack, never to be deleted by it: bucket, trail, or bucket,trail",
      ).argParser((value: string) => {
        const parts = value.split(",");
        if (!parts.every((part): part is AdoptedPart => part === "bucket" || part === "trail"))
          throw new InvalidArgumentError("It must be bucket, trail, or bucket,trail.");
        return [...new Set(parts)];
      }),
    )
    .addOption(
      new Option("--leave <part>", "deliver into a bucket that is there, and leave it as it is")
        .choices(["bucket"])
        .conflicts("adopt"),
    );
}

/** What is left alone, as an answer. */
export const leftAlone = ({ leave }: ExistingOptions): Partial<StackSettings> =>
  leave ? { centralBucket: true } : {};

/** The options as answers; what was not given is left out. */
export function answersOf(options: AnswerOptions & TargetOptions): Partial<StackSettings> {
  return {
    ...(options.bucket === undefined ? {} : { bucketName: options.bucket }),
    ...(options.trail === undefined ? {} : { trailName: options.trail }),
    ...(options.prefix === undefined ? {} : { keyPrefix: options.prefix }),
    ...(options.retentionDays === undefined ? {} : { retentionDays: options.retentionDays }),
    ...(options.tag === undefined ? {} : { tags: { ...options.tag } }),
    // What another purpose was about means nothing to this one.
    ...(options.purpose === undefined
      ? {}
      : { purpose: options.purpose, resources: undefined, selectors: undefined }),
    ...(options.resource === undefined ? {} : { resources: [...options.resource] }),
    ...alertAnswers(options),
    ...(options.region === undefined ? {} : { region: options.region }),
    ...(options.profile === undefined ? {} : { profile: options.profile }),
    ...(options.role === undefined ? {} : { roleArn: options.role }),
  };
}

/** What takes something away takes with it what cannot be without it. */
function alertAnswers(options: AnswerOptions): Partial<StackSettings> {
  const { logGroupDays, alarms, subscribe, deliveryNotifications } = options;
  const noGroup = logGroupDays === 0;
  const noAlarms = alarms === "off" || (noGroup && alarms === undefined);
  return {
    ...(logGroupDays === undefined
      ? {}
      : { logGroup: noGroup ? undefined : { retentionDays: logGroupDays } }),
    ...(noAlarms ? { alarms: undefined, subscriptions: undefined } : {}),
    ...(alarms === undefined || alarms === "off" ? {} : { alarms }),
    ...(subscribe === undefined ? {} : { subscriptions: [...subscribe] }),
    ...(deliveryNotifications === undefined
      ? {}
      : { deliveryNotifications: deliveryNotifications || undefined }),
  };
}

/** A whole number of seconds, at least one. */
export function seconds(value: string): number {
  if (!/^\d{1,6}$/.test(value) || Number(value) < 1)
    throw new InvalidArgumentError("It must be a whole number of seconds.");
  return Number(value);
}

/** A TCP port. */
export function port(value: string): number {
  if (!/^\d{1,5}$/.test(value) || Number(value) < 1 || Number(value) > 65_535)
    throw new InvalidArgumentError("It must be a port number, 1 to 65535.");
  return Number(value);
}

function stackName(value: string): string {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/.test(value))
    throw new InvalidArgumentError(
      "A stack name has letters, digits, hyphens, underscores and periods only.",
    );
  return value;
}

function region(value: string): string {
  if (!regionPattern.test(value)) throw new InvalidArgumentError("A region looks like us-east-1.");
  return value;
}

function roleArn(value: string): string {
  if (!roleArnPattern.test(value))
    throw new InvalidArgumentError(
      "It must be the ARN of an IAM role (arn:aws:iam::111122223333:role/NAME).",
    );
  return value;
}

function checked(rule: (value: string) => string[]): (value: string) => string {
  return (value) => {
    const problems = rule(value);
    if (problems.length) throw new InvalidArgumentError(`It ${problems.join(" and ")}.`);
    return value;
  };
}

/** Options of commands that plan: policy packs every resource has to keep. */
export interface PolicyPackOptions {
  readonly policyPack?: readonly string[];
}

/** `--policy-pack FOLDER`, as often as one likes. */
export const policyPackOption = () =>
  new Option(
    "--policy-pack <folder>",
    "Pulumi policy pack (CrossGuard) that the plan has to keep; repeat it for several",
  ).argParser((value: string, before: readonly string[] | undefined) => [...(before ?? []), value]);
