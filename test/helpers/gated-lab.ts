import { CloudTrailClient, DescribeTrailsCommand } from "@aws-sdk/client-cloudtrail";
import { DescribeInstancesCommand, DescribeSecurityGroupsCommand, EC2Client } from "@aws-sdk/client-ec2";
import { IAMClient, ListUsersCommand } from "@aws-sdk/client-iam";
import { ListBucketsCommand, S3Client } from "@aws-sdk/client-s3";
import { onTestFinished } from "vitest";
import type { Sandbox } from "../../infra/sandbox/index.ts";
import { type Gate, openGate } from "./gate.ts";
import { leaveHome } from "./processes.ts";
import { testSandbox } from "./sandbox-target.ts";
import { openSession, type ScreenSession } from "./screen-session.ts";
import { type Ended, type Home, newHome, type Running, run, start } from "./trailwright.ts";

/** The names of everything that Trailwright makes somewhere. */
export interface Resources {
  readonly buckets: readonly string[];
  readonly trails: readonly string[];
  readonly users: readonly string[];
  readonly securityGroups: readonly string[];
  readonly instances: readonly string[];
}

/** What an account holds that nobody has done anything in. */
export const nothing: Resources = {
  buckets: [],
  trails: [],
  users: ["trailwright-admin"],
  securityGroups: ["default"],
  instances: [],
};

/**
 * A person whose account is reached through a gate (a sandbox of this test behind AWS_ENDPOINT_URL), so that a test
 * decides at which call they press Ctrl-C.
 */
export interface GatedLab {
  readonly sandbox: Sandbox;
  readonly gate: Gate;
  readonly home: Home;
  /** `trailwright ARGS --account`, to its end. */
  run(...args: string[]): Promise<Ended>;
  start(...args: string[]): Running;
  /** The guided session on the screen. */
  open(size?: { columns?: number; rows?: number }): ScreenSession;
  resources(): Promise<Resources>;
}

/** All of it ends with the test; processes that do not are a failure of the test. */
export async function gatedLab(): Promise<GatedLab> {
  const sandbox = await testSandbox();
  const gate = await openGate(sandbox.endpoint, sandbox.credentials);
  const home = newHome({
    AWS_ENDPOINT_URL: gate.endpoint,
    AWS_ACCESS_KEY_ID: sandbox.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: sandbox.credentials.secretAccessKey,
  });
  onTestFinished(() => leaveHome(home));
  const account = { endpoint: sandbox.endpoint, region: sandbox.region, credentials: sandbox.credentials };
  const s3 = new S3Client({ ...account, forcePathStyle: true });
  const cloudtrail = new CloudTrailClient(account);
  const iam = new IAMClient(account);
  const ec2 = new EC2Client(account);
  return {
    sandbox,
    gate,
    home,
    run: (...args) => run([...args, "--account"], home),
    start: (...args) => start([...args, "--account"], home),
    open: (size) => openSession(["lab", "--account"], home, size),
    async resources() {
      const [buckets, trails, users, groups, instances] = await Promise.all([
        s3.send(new ListBucketsCommand({})),
        cloudtrail.send(new DescribeTrailsCommand({})),
        iam.send(new ListUsersCommand({})),
        ec2.send(new DescribeSecurityGroupsCommand({})),
        ec2.send(
          new DescribeInstancesCommand({
            Filters: [{ Name: "instance-state-name", Values: ["pending", "running", "stopping", "stopped"] }],
          }),
        ),
      ]);
      return {
        buckets: (buckets.Buckets ?? []).map(({ Name }) => Name!),
        trails: (trails.trailList ?? []).map(({ Name }) => Name!),
        users: (users.Users ?? []).map(({ UserName }) => UserName!),
        securityGroups: (groups.SecurityGroups ?? []).map(({ GroupName }) => GroupName!),
        instances: (instances.Reservations ?? []).flatMap(({ Instances = [] }) =>
          Instances.map(({ InstanceId }) => InstanceId!),
        ),
      };
    },
  };
}
