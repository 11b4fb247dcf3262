import {
  DescribeImagesCommand,
  DescribeInstancesCommand,
  EC2Client,
  RunInstancesCommand,
  type RunInstancesCommandInput,
  TerminateInstancesCommand,
} from "@aws-sdk/client-ec2";
import { TrailwrightError } from "../../errors.ts";
import type { Target } from "../../target/target.ts";
import { type ActivityContext, entryFor, type LabActivity } from "./activity.ts";
import { createAndRemove } from "./create-and-remove.ts";

const source = "ec2.amazonaws.com";

/** Launches an EC2 instance: only asks whether it may in a real account (dry run), really does it in the sandbox. */
export const ec2Instance: LabActivity = {
  id: "ec2-instance",
  title: "Launch an EC2 instance",
  touches: (target) =>
    dryRun(target)
      ? [
          "ec2:DescribeImages: reads which Amazon Linux image is current",
          "ec2:RunInstances with DryRun: asks whether it would be allowed; no instance is launched, nothing is charged",
        ]
      : [
          "ec2:DescribeImages: reads which Amazon Linux image is current",
          "ec2:RunInstances: one t3.micro in the sandbox",
          "ec2:TerminateInstances: the same instance",
        ],
  cleanUp: (target) =>
    dryRun(target)
      ? "Nothing to clean up: a dry run creates nothing."
      : "The instance is terminated right away.",
  async run(context) {
    const ec2 = new EC2Client(context.target.clientConfig(context.region));
    try {
      const launch = {
        ImageId: await currentImage(ec2, context),
        InstanceType: "t3.micro",
        MinCount: 1,
        MaxCount: 1,
      } as const;
      context.signal.throwIfAborted();
      if (dryRun(context.target)) await askOnly(ec2, launch, context);
      else await launchAndTerminate(ec2, launch, context);
    } finally {
      ec2.destroy();
    }
  },
  async undo(entry, context) {
    const ec2 = new EC2Client(context.target.clientConfig(entry.region));
    try {
      await terminateByToken(ec2, entry.name, context);
    } finally {
      ec2.destroy();
    }
  },
};

/** Anything that is not our own sandbox may cost money. */
function dryRun(target: Target): boolean {
  return target.kind !== "sandbox";
}

async function currentImage(ec2: EC2Client, context: ActivityContext): Promise<string> {
  const found = await context.call(source, "DescribeImages", () =>
    ec2.send(
      new DescribeImagesCommand({
        Owners: ["amazon"],
        Filters: [
          { Name: "name", Values: ["al2023-ami-2023.*-x86_64"] },
          { Name: "state", Values: ["available"] },
        ],
      }),
    ),
  );
  const images = [...(found?.Images ?? [])].sort((a, b) =>
    (b.CreationDate ?? "").localeCompare(a.CreationDate ?? ""),
  );
  const image = images[0]?.ImageId;
  if (image) return image;
  throw new TrailwrightError("AwsFailed", `Region ${context.region} offers no Amazon Linux 2023 image.`, {
    next: "Choose the other activities; they do not need one.",
  });
}

async function askOnly(
  ec2: EC2Client,
  launch: RunInstancesCommandInput,
  context: ActivityContext,
): Promise<void> {
  await context.call(
    source,
    "RunInstances",
    () => ec2.send(new RunInstancesCommand({ ...launch, DryRun: true })),
    ["DryRunOperation"],
  );
}

async function launchAndTerminate(
  ec2: EC2Client,
  launch: RunInstancesCommandInput,
  context: ActivityContext,
): Promise<void> {
  const token = context.freshName();
  const entry = entryFor("ec2-instance", token, context);
  await createAndRemove(entry, context, {
    create: () =>
      context.call(source, "RunInstances", () =>
        ec2.send(new RunInstancesCommand({ ...launch, ClientToken: token })),
      ),
    async remove(launched) {
      const id = launched?.Instances?.[0]?.InstanceId;
      if (id) await terminate(ec2, [id], context);
      else await terminateByToken(ec2, token, context);
    },
  });
}

async function terminateByToken(ec2: EC2Client, token: string, context: ActivityContext): Promise<void> {
  const found = await context.call(source, "DescribeInstances", () =>
    ec2.send(new DescribeInstancesCommand({ Filters: [{ Name: "client-token", Values: [token] }] })),
  );
  const instances = (found?.Reservations ?? []).flatMap((reservation) => reservation.Instances ?? []);
  const ids = instances.filter((one) => one.State?.Name !== "terminated").map((one) => one.InstanceId!);
  if (ids.length) await terminate(ec2, ids, context);
}

async function terminate(ec2: EC2Client, ids: string[], context: ActivityContext): Promise<void> {
  await context.call(
    source,
    "TerminateInstances",
    () => ec2.send(new TerminateInstancesCommand({ InstanceIds: ids })),
    ["InvalidInstanceID.NotFound"],
  );
}
