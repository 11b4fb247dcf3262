import { ComponentResource, type ComponentResourceOptions, type Output, output } from "@pulumi/pulumi";
import { trailResources } from "../program/trail-stack.ts";
import { checkSettings } from "../stacks/config.ts";
import type { TrailStackArgs } from "./trail-stack-args.ts";

/**
 * A trail with all that belongs to it, as one resource of a Pulumi program: log bucket, bucket policy, trail, and what
 * else the arguments ask for. Its parts are its children; their names begin with its own. Things that AWS names after a
 * stack (topics, queues, roles, alarms) are named after the component.
 */
export class TrailStack extends ComponentResource {
  readonly accountId: Output<string>;
  readonly region: Output<string>;
  readonly bucketName: Output<string>;
  readonly bucketArn: Output<string>;
  /** The log bucket's policy; undefined where the bucket is somebody else's. */
  readonly policyDocument: Output<string | undefined>;
  /** Undefined in a log archive. */
  readonly trailName: Output<string | undefined>;
  /** Undefined in a log archive. */
  readonly trailArn: Output<string | undefined>;
  /** Where CloudTrail puts log files. */
  readonly logPrefix: Output<string>;
  /** The key that encrypts log files, if S3's own do not. */
  readonly kmsKeyArn: Output<string | undefined>;
  readonly logGroupName: Output<string | undefined>;
  readonly alarmTopicArn: Output<string | undefined>;
  /** SQS queue that gets a message for each log file. */
  readonly queueUrl: Output<string | undefined>;
  readonly athenaWorkgroup: Output<string | undefined>;
  /** `database.table` */
  readonly athenaTable: Output<string | undefined>;
  /** What the names of its parts begin with. */
  readonly partPrefix: string;

  /**
   * `options.provider` (of the package `aws`) decides on account and credentials; `args.region` must be its region.
   * Throws InvalidSettings with each argument and the rule it breaks.
   */
  constructor(name: string, args: TrailStackArgs, options: ComponentResourceOptions = {}) {
    const settings = checkSettings({ ...args, stack: name, target: "account" }, `TrailStack ${name}`);
    super("trailwright:index:TrailStack", name, {}, options);
    this.partPrefix = name;
    const made = trailResources(settings, args.accountId, { parent: this });
    this.accountId = output(args.accountId);
    this.region = output(settings.region);
    this.bucketName = output(made.bucketName ?? settings.bucketName);
    this.bucketArn = output(made.bucketArn ?? "");
    this.policyDocument = output(made.policyDocument);
    this.trailName = output(made.trailName);
    this.trailArn = output(made.trailArn);
    this.logPrefix = output(made.logPrefix ?? "");
    this.kmsKeyArn = output(made.kmsKeyArn);
    this.logGroupName = output(made.logGroupName);
    this.alarmTopicArn = output(made.alarmTopicArn);
    this.queueUrl = output(made.queueUrl);
    this.athenaWorkgroup = output(made.athenaWorkgroup);
    this.athenaTable = output(made.athenaTable);
    this.registerOutputs({ ...made });
  }
}
