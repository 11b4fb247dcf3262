import {
  CreateTagsCommand,
  DeleteTagsCommand,
  DescribeImagesCommand,
  DescribeInstanceStatusCommand,
  DescribeInstancesCommand,
  DescribeInstanceTypesCommand,
  DescribeTagsCommand,
  RunInstancesCommand,
  type RunInstancesCommandInput,
  StartInstancesCommand,
  StopInstancesCommand,
  TerminateInstancesCommand,
} from "@aws-sdk/client-ec2";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { HandClock } from "../../../../../infra/sandbox/clock.ts";
import { openSandboxClients, type SandboxClients } from "../../../../helpers/sandbox-clients.ts";

const clock = new HandClock(new Date("2026-03-01T10:00:00.250Z"));
let clients: SandboxClients;
let ImageId: string;
beforeAll(async () => {
  clients = await openSandboxClients({ clock });
  const { Images } = await clients.ec2.send(
    new DescribeImagesCommand({
      Owners: ["amazon"],
      Filters: [
        { Name: "name", Values: ["al2023-ami-*"] },
        { Name: "architecture", Values: ["x86_64"] },
      ],
    }),
  );
  expect(Images).toHaveLength(1);
  ImageId = Images![0]!.ImageId!;
});
afterAll(() => clients.close());

const run = (more: Partial<RunInstancesCommandInput> = {}) =>
  clients.ec2.send(
    new RunInstancesCommand({ ImageId, InstanceType: "t3.micro", MinCount: 1, MaxCount: 1, ...more }),
  );

describe("a dry run", () => {
  it("answers 412 DryRunOperation, launches nothing, and is recorded without the flag", async () => {
    await expect(run({ DryRun: true, ClientToken: "dry" })).rejects.toMatchObject({
      name: "DryRunOperation",
      message: "Request would have succeeded, but DryRun flag is set.",
      $metadata: { httpStatusCode: 412 },
    });
    const { Reservations } = await clients.ec2.send(new DescribeInstancesCommand({}));
    expect(Reservations).toEqual([]);
    expect(await clients.lastRecord("RunInstances")).toMatchObject({
      errorCode: "Client.DryRunOperation",
      errorMessage: "Request would have succeeded, but DryRun flag is set.",
      readOnly: false,
      requestParameters: {
        instancesSet: { items: [{ imageId: ImageId, minCount: 1, maxCount: 1 }] },
        instanceType: "t3.micro",
        blockDeviceMapping: {},
        monitoring: { enabled: false },
        disableApiTermination: false,
        disableApiStop: false,
        clientToken: "dry",
      },
      responseElements: null,
    });
    expect(JSON.stringify((await clients.lastRecord("RunInstances")).requestParameters)).not.toMatch(
      /dryRun/i,
    );
  });

  it("fails as the real run would", async () => {
    await expect(run({ DryRun: true, ImageId: "ami-00000000000000000" })).rejects.toMatchObject({
      name: "InvalidAMIID.NotFound",
      message: "The image id '[ami-00000000000000000]' does not exist",
    });
    await expect(run({ DryRun: true, InstanceType: "t4g.micro" })).rejects.toMatchObject({
      name: "InvalidParameterValue",
      message: expect.stringContaining("does not match the architecture 'x86_64' of the specified AMI"),
    });
  });
});

describe("instances", () => {
  it("are launched pending, found running, stopped, started and terminated", async () => {
    const launched = await run({
      MaxCount: 2,
      TagSpecifications: [{ ResourceType: "instance", Tags: [{ Key: "Name", Value: "web" }] }],
    });
    expect(launched.Instances).toHaveLength(2);
    expect(launched.Instances?.[0]).toMatchObject({
      InstanceId: expect.stringMatching(/^i-0[0-9a-f]{16}$/),
      State: { Code: 0, Name: "pending" },
      PrivateIpAddress: expect.stringMatching(/^172\.31\./),
      LaunchTime: new Date("2026-03-01T10:00:00.250Z"),
      Tags: [{ Key: "Name", Value: "web" }],
      SecurityGroups: [{ GroupName: "default" }],
    });
    const InstanceIds = launched.Instances!.map((instance) => instance.InstanceId!);
    expect(await clients.lastRecord("RunInstances")).toMatchObject({
      requestParameters: {
        tagSpecificationSet: { items: [{ resourceType: "instance", tags: [{ key: "Name", value: "web" }] }] },
      },
      responseElements: {
        requestId: launched.$metadata.requestId,
        reservationId: launched.ReservationId,
        groupSet: {},
        instancesSet: {
          items: [
            {
              instanceId: InstanceIds[0],
              instanceState: { code: 0, name: "pending" },
              productCodes: {},
              launchTime: 1772359200250,
            },
            { instanceId: InstanceIds[1], amiLaunchIndex: 1 },
          ],
        },
      },
    });

    const running = await clients.ec2.send(
      new DescribeInstancesCommand({ Filters: [{ Name: "instance-state-name", Values: ["running"] }] }),
    );
    expect(running.Reservations?.[0]?.Instances?.map((instance) => instance.InstanceId)).toEqual(InstanceIds);

    const stopped = await clients.ec2.send(new StopInstancesCommand({ InstanceIds: [InstanceIds[0]!] }));
    expect(stopped.StoppingInstances).toEqual([
      {
        InstanceId: InstanceIds[0],
        CurrentState: { Code: 64, Name: "stopping" },
        PreviousState: { Code: 16, Name: "running" },
      },
    ]);
    expect(await clients.lastRecord("StopInstances")).toMatchObject({
      requestParameters: { instancesSet: { items: [{ instanceId: InstanceIds[0] }] }, force: false },
      responseElements: {
        instancesSet: {
          items: [{ instanceId: InstanceIds[0], previousState: { code: 16, name: "running" } }],
        },
      },
    });
    const status = await clients.ec2.send(new DescribeInstanceStatusCommand({}));
    expect(status.InstanceStatuses?.map((one) => one.InstanceId)).toEqual([InstanceIds[1]]);
    const all = await clients.ec2.send(new DescribeInstanceStatusCommand({ IncludeAllInstances: true }));
    expect(all.InstanceStatuses).toHaveLength(2);

    const started = await clients.ec2.send(new StartInstancesCommand({ InstanceIds: [InstanceIds[0]!] }));
    expect(started.StartingInstances?.[0]?.CurrentState?.Name).toBe("pending");

    const ended = await clients.ec2.send(new TerminateInstancesCommand({ InstanceIds }));
    expect(ended.TerminatingInstances?.map((one) => one.CurrentState?.Name)).toEqual([
      "shutting-down",
      "shutting-down",
    ]);
    await expect(clients.ec2.send(new StartInstancesCommand({ InstanceIds }))).rejects.toMatchObject({
      name: "IncorrectInstanceState",
    });
    clock.advance(61 * 60_000);
    await expect(clients.ec2.send(new DescribeInstancesCommand({ InstanceIds }))).rejects.toMatchObject({
      name: "InvalidInstanceID.NotFound",
      message: `The instance IDs '${InstanceIds.join(", ")}' do not exist`,
    });
  });

  it("are not launched twice by one client token", async () => {
    const first = await run({ ClientToken: "once" });
    const second = await run({ ClientToken: "once" });
    expect(second.ReservationId).toBe(first.ReservationId);
    await expect(run({ ClientToken: "once", InstanceType: "t3.small" })).rejects.toMatchObject({
      name: "IdempotentParameterMismatch",
    });
    await clients.ec2.send(
      new TerminateInstancesCommand({ InstanceIds: [first.Instances![0]!.InstanceId!] }),
    );
  });

  it("protected from termination stay", async () => {
    const { Instances } = await run({ DisableApiTermination: true });
    const InstanceIds = [Instances![0]!.InstanceId!];
    await expect(clients.ec2.send(new TerminateInstancesCommand({ InstanceIds }))).rejects.toMatchObject({
      name: "OperationNotPermitted",
    });
  });

  it("are refused by name what is not honoured", async () => {
    await expect(run({ LaunchTemplate: { LaunchTemplateId: "lt-1" } })).rejects.toMatchObject({
      name: "UnknownParameter",
      message: "The parameter LaunchTemplate is not recognized",
    });
    await expect(
      clients.ec2.send(new DescribeInstancesCommand({ Filters: [{ Name: "colour", Values: ["red"] }] })),
    ).rejects.toMatchObject({ name: "InvalidParameterValue", message: "The filter 'colour' is invalid" });
    await expect(
      clients.ec2.send(new DescribeInstancesCommand({ InstanceIds: ["server"] })),
    ).rejects.toMatchObject({ name: "InvalidInstanceID.Malformed" });
    await expect(run({ IamInstanceProfile: { Name: "none" } })).rejects.toThrow(
      "Invalid IAM Instance Profile name",
    );
    await expect(run({ InstanceType: "x9.huge" as "t3.micro" })).rejects.toThrow(
      "Invalid value 'x9.huge' for InstanceType.",
    );
    await expect(run({ KeyName: "none" })).rejects.toMatchObject({ name: "InvalidKeyPair.NotFound" });
    await expect(run({ MinCount: 21, MaxCount: 21 })).rejects.toMatchObject({
      name: "InstanceLimitExceeded",
    });
  });

  it("are of one region", async () => {
    const there = clients.as(clients.sandbox.credentials, "eu-west-1").ec2;
    await expect(there.send(new DescribeInstancesCommand({}))).resolves.toMatchObject({ Reservations: [] });
    await expect(
      there.send(new RunInstancesCommand({ ImageId, MinCount: 1, MaxCount: 1 })),
    ).rejects.toMatchObject({ name: "InvalidAMIID.NotFound" });
  });
});

describe("tags", () => {
  it("are put on, filtered by, and taken off", async () => {
    const { Instances } = await run();
    const id = Instances![0]!.InstanceId!;
    await clients.ec2.send(
      new CreateTagsCommand({
        Resources: [id],
        Tags: [
          { Key: "env", Value: "lab" },
          { Key: "x", Value: "1" },
        ],
      }),
    );
    expect(await clients.lastRecord("CreateTags")).toMatchObject({
      requestParameters: {
        resourcesSet: { items: [{ resourceId: id }] },
        tagSet: {
          items: [
            { key: "env", value: "lab" },
            { key: "x", value: "1" },
          ],
        },
      },
      responseElements: { _return: true },
    });
    const { Reservations } = await clients.ec2.send(
      new DescribeInstancesCommand({ Filters: [{ Name: "tag:env", Values: ["l*"] }] }),
    );
    expect(Reservations?.[0]?.Instances?.[0]?.InstanceId).toBe(id);
    await clients.ec2.send(
      new DeleteTagsCommand({ Resources: [id], Tags: [{ Key: "x", Value: "2" }, { Key: "env" }] }),
    );
    const { Tags } = await clients.ec2.send(
      new DescribeTagsCommand({ Filters: [{ Name: "resource-id", Values: [id] }] }),
    );
    expect(Tags).toEqual([{ Key: "x", Value: "1", ResourceId: id, ResourceType: "instance" }]);
    await expect(
      clients.ec2.send(
        new CreateTagsCommand({ Resources: ["i-0123456789abcdef0"], Tags: [{ Key: "a", Value: "b" }] }),
      ),
    ).rejects.toMatchObject({ name: "InvalidInstanceID.NotFound" });
  });
});

describe("instance types", () => {
  it("have whole mebibytes of memory, as clients expect", async () => {
    const { InstanceTypes = [] } = await clients.ec2.send(new DescribeInstanceTypesCommand({}));
    expect(
      InstanceTypes.map(({ MemoryInfo }) => MemoryInfo?.SizeInMiB).filter((size) => !Number.isInteger(size)),
    ).toEqual([]);
  });

  it("are described, and unknown ones named", async () => {
    const { InstanceTypes } = await clients.ec2.send(
      new DescribeInstanceTypesCommand({ InstanceTypes: ["t3.micro"] }),
    );
    expect(InstanceTypes).toMatchObject([
      { InstanceType: "t3.micro", VCpuInfo: { DefaultVCpus: 2 }, MemoryInfo: { SizeInMiB: 1024 } },
    ]);
    await expect(
      clients.ec2.send(new DescribeInstanceTypesCommand({ InstanceTypes: ["t9.mini" as "t3.micro"] })),
    ).rejects.toMatchObject({
      name: "InvalidInstanceType",
      message: "The following supplied instance types do not exist: [t9.mini]",
    });
  });
});
