import {
  DescribeImagesCommand,
  DescribeInstanceAttributeCommand,
  ModifyInstanceAttributeCommand,
  RebootInstancesCommand,
  RunInstancesCommand,
  StopInstancesCommand,
  TerminateInstancesCommand,
} from "@aws-sdk/client-ec2";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openSandboxClients, refusal, type SandboxClients } from "../../../../helpers/sandbox-clients.ts";

const UserData = Buffer.from("#!/bin/sh\necho secret").toString("base64");
let clients: SandboxClients;
let InstanceId: string;
beforeAll(async () => {
  clients = await openSandboxClients();
  const Filters = [{ Name: "architecture", Values: ["x86_64"] }];
  const { Images } = await clients.ec2.send(new DescribeImagesCommand({ Owners: ["amazon"], Filters }));
  const launch = {
    ImageId: Images![0]!.ImageId!,
    MinCount: 1,
    MaxCount: 1,
    DisableApiTermination: true,
    UserData,
  };
  const { Instances } = await clients.ec2.send(
    new RunInstancesCommand({ ...launch, InstanceType: "t3.micro" }),
  );
  InstanceId = Instances![0]!.InstanceId!;
});
afterAll(() => clients.close());

describe("an instance's attributes", () => {
  it("tell its user data to who may ask, which the record names and does not show", async () => {
    const read = { InstanceId, Attribute: "userData" } as const;
    const answer = await clients.ec2.send(new DescribeInstanceAttributeCommand(read));
    expect(answer.UserData).toEqual({ Value: UserData });
    expect(await clients.lastRecord("DescribeInstanceAttribute")).toMatchObject({
      readOnly: true,
      requestParameters: { instanceId: InstanceId, attribute: "userData" },
      responseElements: null,
    });
  });

  it("take new user data only while it is stopped", async () => {
    const next = { InstanceId, UserData: { Value: Buffer.from("other") } };
    const { name } = await refusal(clients.ec2.send(new ModifyInstanceAttributeCommand(next)));
    expect(name).toBe("IncorrectInstanceState");
    await clients.ec2.send(new StopInstancesCommand({ InstanceIds: [InstanceId] }));
    await clients.ec2.send(new ModifyInstanceAttributeCommand(next));
    expect(await clients.lastRecord("ModifyInstanceAttribute")).toMatchObject({
      requestParameters: { instanceId: InstanceId, userData: "<sensitiveDataRemoved>" },
      responseElements: { _return: true },
    });
  });

  it("protect it from termination until that is switched off", async () => {
    const terminate = () => clients.ec2.send(new TerminateInstancesCommand({ InstanceIds: [InstanceId] }));
    expect((await refusal(terminate())).name).toBe("OperationNotPermitted");
    await clients.ec2.send(
      new ModifyInstanceAttributeCommand({ InstanceId, DisableApiTermination: { Value: false } }),
    );
    expect(await clients.lastRecord("ModifyInstanceAttribute")).toMatchObject({
      requestParameters: { instanceId: InstanceId, disableApiTermination: { value: false } },
    });
    await clients.ec2.send(new RebootInstancesCommand({ InstanceIds: [InstanceId] }));
    await terminate();
    const { name } = await refusal(
      clients.ec2.send(new RebootInstancesCommand({ InstanceIds: [InstanceId] })),
    );
    expect(name).toBe("IncorrectInstanceState");
  });

  it("change one at a time", async () => {
    const two = { InstanceId, DisableApiStop: { Value: true }, EbsOptimized: { Value: true } };
    const { name } = await refusal(clients.ec2.send(new ModifyInstanceAttributeCommand(two)));
    expect(name).toBe("InvalidParameterCombination");
  });
});
