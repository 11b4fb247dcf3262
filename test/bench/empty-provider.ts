import { createRequire } from "node:module";
import * as grpc from "@grpc/grpc-js";

const require = createRequire(import.meta.url);
const services = require("@pulumi/pulumi/proto/provider_grpc_pb.js");
const messages = require("@pulumi/pulumi/proto/provider_pb.js");
const plugin = require("@pulumi/pulumi/proto/plugin_pb.js");
const { Struct } = require("google-protobuf/google/protobuf/struct_pb.js");
const { Empty } = require("google-protobuf/google/protobuf/empty_pb.js");

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- messages of the generated gRPC code, which has no usable types
type Call = any;

/** A provider that says yes to everything and does nothing: what is left is the engine's own time. */
export async function serveEmptyProvider(): Promise<number> {
  const answer = (make: (request: Call) => unknown) => (call: Call, done: Call) =>
    done(null, make(call.request));
  const refuse = (_: Call, done: Call) => done({ code: grpc.status.UNIMPLEMENTED, details: "not here" });
  const checked = answer((request) => {
    const reply = new messages.CheckResponse();
    reply.setInputs(request.getNews());
    return reply;
  });
  const unchanged = answer(() => {
    const reply = new messages.DiffResponse();
    reply.setChanges(messages.DiffResponse.DiffChanges.DIFF_NONE);
    return reply;
  });
  const server = new grpc.Server();
  server.addService(services.ResourceProviderService, {
    handshake: refuse,
    parameterize: refuse,
    construct: refuse,
    call: refuse,
    getMapping: refuse,
    getMappings: refuse,
    streamInvoke: refuse,
    attach: answer(() => new Empty()),
    cancel: answer(() => new Empty()),
    delete: answer(() => new Empty()),
    getSchema: answer(() => new messages.GetSchemaResponse()),
    getPluginInfo: answer(() => {
      const reply = new plugin.PluginInfo();
      reply.setVersion("7.48.0");
      return reply;
    }),
    configure: answer(() => {
      const reply = new messages.ConfigureResponse();
      reply.setAcceptsecrets(true);
      reply.setAcceptresources(true);
      reply.setSupportspreview(true);
      return reply;
    }),
    checkConfig: checked,
    check: checked,
    diffConfig: unchanged,
    diff: unchanged,
    invoke: answer(() => {
      const reply = new messages.InvokeResponse();
      reply.setReturn(Struct.fromJavaScript({}));
      return reply;
    }),
    create: answer((request) => {
      const reply = new messages.CreateResponse();
      const inputs = request.getProperties().toJavaScript();
      const id = inputs.bucket ?? inputs.name ?? "id";
      reply.setId(id);
      reply.setProperties(Struct.fromJavaScript({ ...inputs, id, arn: `arn:aws:none:::${id}` }));
      return reply;
    }),
    read: answer((request) => {
      const reply = new messages.ReadResponse();
      reply.setId(request.getId());
      reply.setProperties(request.getProperties());
      return reply;
    }),
    update: answer((request) => {
      const reply = new messages.UpdateResponse();
      reply.setProperties(request.getNews());
      return reply;
    }),
  });
  return new Promise((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) =>
      error ? reject(error) : resolve(port),
    );
  });
}
