import {
  CreateTrailCommand,
  ListTrailsCommand,
  PutEventSelectorsCommand,
  StartLoggingCommand,
} from "@aws-sdk/client-cloudtrail";
import {
  CreateVpcEndpointCommand,
  DeleteVpcEndpointsCommand,
  DescribeVpcEndpointsCommand,
  DescribeVpcsCommand,
  ModifyVpcEndpointCommand,
} from "@aws-sdk/client-ec2";
import {
  CreateBucketCommand,
  GetBucketPolicyCommand,
  ListBucketsCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openSandboxClients, refusal, type SandboxClients } from "../../../helpers/sandbox-clients.ts";
import { trailPolicy } from "../../../helpers/trail-sandbox.ts";

const workload = "111122223333";
const archive = "444455556666";

let box: SandboxClients;
let stranger: ReturnType<SandboxClients["as"]>;
let trail: string;
const endpoints: Record<string, string> = {};

/** Any of the SDK's clients, as far as headers go. */
interface Client {
  readonly middlewareStack: {
    add(
      middleware: (next: (args: unknown) => Promise<unknown>) => (args: unknown) => Promise<unknown>,
      options: { step: "build" },
    ): void;
  };
}

/** Lets a client's calls come through an endpoint. */
function through<C>(client: C, endpoint: string): C {
  (client as unknown as Client).middlewareStack.add(
    (next) => (args) => {
      const { request } = args as { request: { headers: Record<string, string> } };
      request.headers["x-trailwright-vpc-endpoint"] = endpoint;
      return next(args);
    },
    { step: "build" },
  );
  return client;
}

const clients = (of: string) => box.as(box.sandbox.credentialsOf(of));

beforeAll(async () => {
  box = await openSandboxClients({ deliveryMilliseconds: 600_000 });
  stranger = clients("log-archive");
  const { Vpcs } = await box.ec2.send(new DescribeVpcsCommand({}));
  for (const service of ["s3", "cloudtrail"]) {
    const { VpcEndpoint } = await box.ec2.send(
      new CreateVpcEndpointCommand({
        VpcId: Vpcs![0]!.VpcId!,
        ServiceName: `com.amazonaws.us-east-1.${service}`,
        ...(service === "s3" ? {} : { VpcEndpointType: "Interface" as const }),
      }),
    );
    endpoints[service] = VpcEndpoint!.VpcEndpointId!;
  }
  trail = `arn:aws:cloudtrail:us-east-1:${workload}:trail/network`;
  await box.s3.send(new CreateBucketCommand({ Bucket: "network-logs" }));
  const Policy = JSON.stringify({
    Version: "2012-10-17",
    Statement: trailPolicy("network-logs", workload, trail),
  });
  await box.s3.send(new PutBucketPolicyCommand({ Bucket: "network-logs", Policy }));
  await box.cloudtrail.send(new CreateTrailCommand({ Name: "network", S3BucketName: "network-logs" }));
  await box.cloudtrail.send(
    new PutEventSelectorsCommand({
      TrailName: "network",
      AdvancedEventSelectors: ["s3", "cloudtrail"].map((service) => ({
        FieldSelectors: [
          { Field: "eventCategory", Equals: ["NetworkActivity"] },
          { Field: "eventSource", Equals: [`${service}.amazonaws.com`] },
        ],
      })),
    }),
  );
  await box.cloudtrail.send(new StartLoggingCommand({ Name: "network" }));
});
afterAll(() => box.close());

/** The trail's network activity events so far. */
async function delivered() {
  await box.sandbox.delivered();
  return box.sandbox.records({ deliveredBy: trail });
}

describe("a call through a VPC endpoint", () => {
  it("is a network activity event of the endpoint's owner, and its own record names the endpoint", async () => {
    await through(clients("workload").cloudtrail, endpoints["cloudtrail"]!).send(new ListTrailsCommand({}));
    const own = await box.lastRecord("ListTrails");
    expect(own).toMatchObject({
      vpcEndpointId: endpoints["cloudtrail"],
      vpcEndpointAccountId: workload,
      eventCategory: "Management",
    });
    const records = await delivered();
    expect(records).toEqual([
      {
        eventVersion: "1.09",
        userIdentity: own.userIdentity,
        eventTime: own.eventTime,
        eventSource: "cloudtrail.amazonaws.com",
        eventName: "ListTrails",
        awsRegion: "us-east-1",
        sourceIPAddress: "127.0.0.1",
        requestID: own.requestID,
        eventID: records[0]!.eventID,
        eventType: "AwsVpceEvent",
        recipientAccountId: workload,
        sharedEventID: records[0]!.sharedEventID,
        vpcEndpointId: endpoints["cloudtrail"],
        vpcEndpointAccountId: workload,
        eventCategory: "NetworkActivity",
      },
    ]);
    expect(records[0]!.eventID).not.toBe(own.eventID);
  });

  it("tells an endpoint's owner no more of strangers than their account; refusals by its policy are told", async () => {
    const statement = (Effect: string, Action: string) => ({ Effect, Principal: "*", Action, Resource: "*" });
    await box.ec2.send(
      new ModifyVpcEndpointCommand({
        VpcEndpointId: endpoints["s3"]!,
        PolicyDocument: JSON.stringify({
          Version: "2012-10-17",
          Statement: [statement("Allow", "s3:List*"), statement("Deny", "s3:GetBucketPolicy")],
        }),
      }),
    );
    const { s3 } = clients("log-archive");
    through(s3, endpoints["s3"]!);
    await s3.send(new ListBucketsCommand({}));
    const created = await refusal(s3.send(new CreateBucketCommand({ Bucket: "not-from-here" })));
    expect(created).toMatchObject({ name: "AccessDenied", status: 403 });
    expect(created.message).toMatch(/because no VPC endpoint policy allows the s3:CreateBucket action$/);
    await stranger.s3.send(new CreateBucketCommand({ Bucket: "from-elsewhere" }));
    const read = await refusal(s3.send(new GetBucketPolicyCommand({ Bucket: "from-elsewhere" })));
    expect(read.message).toMatch(/with an explicit deny in a VPC endpoint policy$/);

    const records = await delivered();
    const told = records.filter(({ eventSource }) => eventSource === "s3.amazonaws.com");
    expect(told.map(({ eventName, errorCode }) => [eventName, errorCode])).toEqual([
      ["ListBuckets", undefined],
      ["CreateBucket", "VpceAccessDenied"],
      ["GetBucketPolicy", "VpceAccessDenied"],
    ]);
    expect(told[1]).toMatchObject({
      recipientAccountId: workload,
      userIdentity: { type: "AWSAccount", accountId: archive },
      errorMessage: "The request was denied due to a VPC endpoint policy",
    });
    expect(told[1]!.userIdentity).not.toHaveProperty("arn");
    await box.ec2.send(new ModifyVpcEndpointCommand({ VpcEndpointId: endpoints["s3"]!, ResetPolicy: true }));
    await s3.send(new GetBucketPolicyCommand({ Bucket: "from-elsewhere" })).catch((error: Error) => {
      expect(error.name).toBe("NoSuchBucketPolicy");
    });
  });

  it("meets policies that ask for the endpoint", async () => {
    const Bucket = "only-through";
    await box.s3.send(new CreateBucketCommand({ Bucket }));
    const Statement = [
      {
        Effect: "Deny",
        Principal: "*",
        Action: "s3:PutObject",
        Resource: `arn:aws:s3:::${Bucket}/*`,
        Condition: { StringNotEquals: { "aws:SourceVpce": endpoints["s3"] } },
      },
    ];
    const Policy = JSON.stringify({ Version: "2012-10-17", Statement });
    await box.s3.send(new PutBucketPolicyCommand({ Bucket, Policy }));
    const put = new PutObjectCommand({ Bucket, Key: "a", Body: "a" });
    expect((await refusal(box.s3.send(put))).name).toBe("AccessDenied");
    await through(clients("workload").s3, endpoints["s3"]!).send(put);
  });

  it("gets nowhere through an endpoint that is not there, or is another service's", async () => {
    for (const endpoint of ["vpce-0123456789abcdef0", endpoints["cloudtrail"]!]) {
      const refused = await refusal(
        through(clients("workload").s3, endpoint).send(new ListBucketsCommand({})),
      );
      expect(refused.name).toBe("InvalidVpcEndpointId.NotFound");
    }
  });
});

describe("VPC endpoints", () => {
  it("are made, described, and removed", async () => {
    const { VpcEndpoints } = await box.ec2.send(
      new DescribeVpcEndpointsCommand({ Filters: [{ Name: "vpc-endpoint-type", Values: ["Interface"] }] }),
    );
    expect(VpcEndpoints).toMatchObject([
      {
        VpcEndpointId: endpoints["cloudtrail"],
        ServiceName: "com.amazonaws.us-east-1.cloudtrail",
        State: "available",
        OwnerId: workload,
        PrivateDnsEnabled: true,
        PolicyDocument: expect.stringContaining('"Effect":"Allow"') as string,
        CreationTimestamp: expect.any(Date) as Date,
      },
    ]);
    const unknown = "vpce-0123456789abcdef0";
    const { Unsuccessful } = await box.ec2.send(
      new DeleteVpcEndpointsCommand({ VpcEndpointIds: [endpoints["cloudtrail"]!, unknown] }),
    );
    expect(Unsuccessful).toMatchObject([
      { ResourceId: unknown, Error: { Code: "InvalidVpcEndpoint.NotFound" } },
    ]);
    const none = new DescribeVpcEndpointsCommand({ VpcEndpointIds: [endpoints["cloudtrail"]!] });
    expect((await refusal(box.ec2.send(none))).name).toBe("InvalidVpcEndpointId.NotFound");
  });

  it.each([
    [{ ServiceName: "com.amazonaws.us-east-1.nothing" }, "InvalidServiceName"],
    [{ ServiceName: "com.amazonaws.us-east-1.kms" }, "InvalidServiceName"],
    [{ PolicyDocument: "{" }, "InvalidPolicyDocument"],
    [{ VpcId: "vpc-0123456789abcdef0" }, "InvalidVpcID.NotFound"],
    [{ SubnetIds: ["subnet-0123456789abcdef0"] }, "InvalidParameter"],
    [{ RouteTableIds: ["rtb-0123456789abcdef0"] }, "UnknownParameter"],
  ])("are not made from %j: %s", async (more, code) => {
    const { Vpcs } = await box.ec2.send(new DescribeVpcsCommand({}));
    const input = { VpcId: Vpcs![0]!.VpcId!, ServiceName: "com.amazonaws.us-east-1.s3", ...more };
    expect((await refusal(box.ec2.send(new CreateVpcEndpointCommand(input)))).name).toBe(code);
  });
});
