import { ListObjectsV2Command, PutObjectCommand } from "@aws-sdk/client-s3";
import grpc from "@grpc/grpc-js";
import pluginPb from "@pulumi/pulumi/proto/plugin_pb.js";
import providerGrpcPb from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import providerPb from "@pulumi/pulumi/proto/provider_pb.js";
import emptyPb from "google-protobuf/google/protobuf/empty_pb.js";
import { expect, onTestFinished, test } from "vitest";
import type { Properties } from "../../../../infra/sandbox/provider/property-value.ts";
import { decode, encode } from "../../../../infra/sandbox/provider/property-wire.ts";
import { serveProvider } from "../../../../infra/sandbox/provider/serve-provider.ts";
import { openGate } from "../../../helpers/gate.ts";
import { type Cloud, sandboxCloud } from "../../../helpers/provider-stack.ts";

const urn = "urn:pulumi:dev::test::aws:s3/bucket:Bucket::logs";

/** The provider as the engine sees it: a gRPC client. */
async function connected({ clientConfig }: Pick<Cloud, "clientConfig">) {
  const provider = await serveProvider({ clientConfig, version: "7.48.0" });
  onTestFinished(() => provider.close());
  const client = new providerGrpcPb.ResourceProviderClient(
    `127.0.0.1:${provider.port}`,
    grpc.credentials.createInsecure(),
  );
  onTestFinished(() => client.close());
  const call = <Request, Response>(
    method: (
      request: Request,
      answer: (error: grpc.ServiceError | null, response: Response) => void,
    ) => unknown,
    request: Request,
  ) =>
    new Promise<Response>((resolve, reject) => {
      method.call(client, request, (error, response) => (error ? reject(error) : resolve(response)));
    });
  const configure = async () => {
    const response = await call(client.configure, new providerPb.ConfigureRequest());
    return response as InstanceType<typeof providerPb.ConfigureResponse>;
  };
  const create = async (properties: Properties) => {
    const request = new providerPb.CreateRequest();
    request.setUrn(urn);
    request.setProperties(encode(properties));
    const response = await call(client.create, request);
    return response as InstanceType<typeof providerPb.CreateResponse>;
  };
  return { client, call, configure, create };
}

test("the provider introduces itself", async () => {
  const { client, call, configure } = await connected(await sandboxCloud());
  const handshake = await call(client.handshake, new providerPb.ProviderHandshakeRequest());
  expect(handshake).toBeInstanceOf(providerPb.ProviderHandshakeResponse);
  await call(client.attach, new pluginPb.PluginAttach());
  const info = (await call(client.getPluginInfo, new emptyPb.Empty())) as InstanceType<
    typeof pluginPb.PluginInfo
  >;
  expect(info.getVersion()).toBe("7.48.0");
  const configured = await configure();
  expect(
    configured.getAcceptsecrets() && configured.getAcceptresources() && configured.getSupportspreview(),
  ).toBe(true);
});

test("its schema names every served type with its required inputs", async () => {
  const { client, call } = await connected(await sandboxCloud());
  const response = (await call(client.getSchema, new providerPb.GetSchemaRequest())) as InstanceType<
    typeof providerPb.GetSchemaResponse
  >;
  const schema = JSON.parse(response.getSchema());
  expect(schema).toMatchObject({ name: "aws", version: "7.48.0" });
  expect(schema.resources["aws:cloudtrail/trail:Trail"].requiredInputs).toEqual(["s3BucketName"]);
  expect(schema.resources["aws:s3/bucket:Bucket"].aliases).toEqual([{ type: "aws:s3/bucketV2:BucketV2" }]);
});

test("what it does not serve is refused by name", async () => {
  const { client, call, configure } = await connected(await sandboxCloud());
  await expect(call(client.construct, new providerPb.ConstructRequest())).rejects.toMatchObject({
    code: grpc.status.UNIMPLEMENTED,
  });
  const invoke = new providerPb.InvokeRequest();
  invoke.setTok("aws:ec2/getAmi:getAmi");
  await expect(call(client.invoke, invoke)).rejects.toMatchObject({
    code: grpc.status.FAILED_PRECONDITION,
  });
  await configure();
  await expect(call(client.invoke, invoke)).rejects.toMatchObject({
    code: grpc.status.UNIMPLEMENTED,
    details: expect.stringContaining("aws:ec2/getAmi:getAmi is not served"),
  });
});

test("a configuration that makes no sense is a check failure, not a crash", async () => {
  const { client, call } = await connected(await sandboxCloud());
  const request = new providerPb.CheckRequest();
  request.setNews(encode({ region: "nowhere" }));
  const response = (await call(client.checkConfig, request)) as InstanceType<typeof providerPb.CheckResponse>;
  expect(response.getFailuresList()[0]?.getReason()).toContain('"nowhere" is not an AWS region name');
});

test("cancel stops between batches: what is not deleted by then stays, and nothing new begins", async () => {
  const cloud = await sandboxCloud();
  const gate = await openGate(cloud.sandbox.endpoint, cloud.sandbox.credentials);
  const behindGate = { ...cloud.clientConfig, endpoint: gate.endpoint };
  const { client, call, configure, create } = await connected({ clientConfig: behindGate });
  await configure();
  const made = await create({ bucket: "to-be-emptied", forceDestroy: true });
  await cloud.s3.send(new PutObjectCommand({ Bucket: "to-be-emptied", Key: "kept", Body: "x" }));

  const held = gate.hold(({ method, url }) => method === "DELETE" && url.startsWith("/to-be-emptied"));
  const deletion = new providerPb.DeleteRequest();
  deletion.setId(made.getId());
  deletion.setUrn(urn);
  deletion.setProperties(made.getProperties());
  const deleted = call(client.delete, deletion);
  const outcome = expect(deleted).rejects.toMatchObject({ code: grpc.status.CANCELLED });
  await held.arrived;
  await call(client.cancel, new emptyPb.Empty());
  held.release();
  await outcome;

  const objects = await cloud.s3.send(new ListObjectsV2Command({ Bucket: "to-be-emptied" }));
  expect(objects.Contents).toHaveLength(1);
  await expect(create({ bucket: "one-more" })).rejects.toMatchObject({ code: grpc.status.CANCELLED });
});

test("a bucket with more objects than one batch takes is emptied whole", async () => {
  const cloud = await sandboxCloud();
  const { client, call, configure, create } = await connected(cloud);
  await configure();
  const made = await create({ bucket: "crowded", forceDestroy: true });
  const put = (n: number) =>
    cloud.s3.send(new PutObjectCommand({ Bucket: "crowded", Key: `k${n}`, Body: "x" }));
  for (let n = 0; n < 1050; n += 50)
    await Promise.all(Array.from({ length: 50 }, (_, each) => put(n + each)));
  const deletion = new providerPb.DeleteRequest();
  deletion.setId(made.getId());
  deletion.setUrn(urn);
  deletion.setProperties(made.getProperties());
  await call(client.delete, deletion);
  const left = cloud.s3.send(new ListObjectsV2Command({ Bucket: "crowded" }));
  await expect(left).rejects.toMatchObject({ name: "NoSuchBucket" });
  await call(client.delete, deletion);
});

test("a gone bucket reads as gone; one that is there reads as itself", async () => {
  const cloud = await sandboxCloud();
  const { client, call, configure, create } = await connected(cloud);
  await configure();
  const made = await create({ bucket: "readable", tags: { a: "b" } });
  const read = async (id: string) => {
    const request = new providerPb.ReadRequest();
    request.setUrn(urn);
    request.setId(id);
    return (await call(client.read, request)) as InstanceType<typeof providerPb.ReadResponse>;
  };
  expect((await read("never-was")).getId()).toBe("");
  const found = await read("readable");
  const { objectLockEnabled, ...known } = decode(made.getProperties()).properties;
  expect(objectLockEnabled).toBe(false);
  expect(decode(found.getProperties()).properties).toMatchObject(known);
  expect(decode(found.getInputs()).properties).toEqual({
    bucket: "readable",
    tags: { a: "b" },
    region: "us-east-1",
  });
});
