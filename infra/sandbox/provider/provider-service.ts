import grpc from "@grpc/grpc-js";
import pluginPb from "@pulumi/pulumi/proto/plugin_pb.js";
import providerPb from "@pulumi/pulumi/proto/provider_pb.js";
import emptyPb from "google-protobuf/google/protobuf/empty_pb.js";
import { instances } from "./instances.ts";
import { invoke } from "./invokes/index.ts";
import { packageSchema } from "./package-schema.ts";
import { formatPath } from "./property-path.ts";
import type { Properties } from "./property-value.ts";
import { decode, encode, type SecretPaths } from "./property-wire.ts";
import { readProviderConfig } from "./provider-config.ts";
import { Refusal } from "./resource-failure.ts";
import type { Failure } from "./resource-type.ts";
import type { ServeOptions } from "./serve-provider.ts";
import { resourceType } from "./types/index.ts";
import { unary } from "./unary.ts";

type Pb = typeof providerPb;
type Message<Name extends keyof Pb> = InstanceType<Extract<Pb[Name], new () => unknown>>;

/** Pulumi's ResourceProvider service over the types of this folder; each method only translates. */
export function providerService({ clientConfig, version }: ServeOptions) {
  const connected = instances(clientConfig);
  const unserved = (what: string) =>
    unary<unknown, never>(() => {
      throw new Refusal(grpc.status.UNIMPLEMENTED, `${what} is not served by Trailwright's provider`);
    });

  const implementation: grpc.UntypedServiceImplementation = {
    handshake: unary((_request: Message<"ProviderHandshakeRequest">) => {
      const response = new providerPb.ProviderHandshakeResponse();
      response.setAcceptSecrets(true);
      response.setAcceptResources(true);
      response.setSupportsAutonamingConfiguration(true);
      return response;
    }),
    attach: unary(() => new emptyPb.Empty()),
    getPluginInfo: unary(() => {
      const info = new pluginPb.PluginInfo();
      info.setVersion(version);
      return info;
    }),
    getSchema: unary(() => {
      const response = new providerPb.GetSchemaResponse();
      response.setSchema(JSON.stringify(packageSchema(version)));
      return response;
    }),
    checkConfig: unary((request: Message<"CheckRequest">) => {
      const { properties } = decode(request.getNews());
      const response = new providerPb.CheckResponse();
      response.setInputs(request.getNews());
      try {
        readProviderConfig((name) => asText(properties[name]), clientConfig.region);
      } catch (error) {
        response.setFailuresList(failures([{ property: "", reason: (error as Error).message }]));
      }
      return response;
    }),
    diffConfig: unary((request: Message<"DiffRequest">) => {
      const olds = decode(request.getOldInputs() ?? request.getOlds()).properties;
      const news = decode(request.getNews()).properties;
      const changed = [...new Set([...Object.keys(olds), ...Object.keys(news)])].filter(
        (name) => JSON.stringify(olds[name]) !== JSON.stringify(news[name]),
      );
      const response = new providerPb.DiffResponse();
      const { DIFF_SOME, DIFF_NONE } = providerPb.DiffResponse.DiffChanges;
      response.setChanges(changed.length ? DIFF_SOME : DIFF_NONE);
      response.setDiffsList(changed);
      return response;
    }),
    configure: unary((request: Message<"ConfigureRequest">, peer) => {
      const variables = request.getVariablesMap();
      const variable = (name: string) => variables.get(`aws:config:${name}`);
      connected.configure(peer, readProviderConfig(variable, clientConfig.region));
      const response = new providerPb.ConfigureResponse();
      response.setAcceptsecrets(true);
      response.setAcceptresources(true);
      response.setSupportspreview(true);
      response.setSupportsAutonamingConfiguration(true);
      return response;
    }),
    cancel: unary((_request: unknown, peer) => {
      connected.of(peer).stop();
      return new emptyPb.Empty();
    }),
    invoke: unary(async (request: Message<"InvokeRequest">, peer) => {
      const { properties, secrets } = decode(request.getArgs());
      const result = await invoke(request.getTok(), properties, connected.of(peer));
      const response = new providerPb.InvokeResponse();
      // What is made from a secret is one: which part of the answer it went into is not known.
      response.setReturn(encode(result, secrets.length ? Object.keys(result).map((name) => [name]) : []));
      return response;
    }),
    check: unary((request: Message<"CheckRequest">, peer) => {
      const type = resourceType(typeOf(request.getUrn(), request.getType()));
      const { properties, secrets } = decode(request.getNews());
      const autonaming = request.getAutonaming();
      const mode = (["propose", "enforce", "disable"] as const)[autonaming?.getMode() ?? 0] ?? "propose";
      const olds = decode(request.getOlds()).properties;
      const checked = connected.of(peer).check(type, properties, {
        name: request.getName() || nameOf(request.getUrn()),
        randomSeed: request.getRandomseed_asU8(),
        ...(Object.keys(olds).length ? { oldInputs: olds } : {}),
        ...(autonaming ? { autonaming: { mode, proposedName: autonaming.getProposedName() } } : {}),
      });
      const response = new providerPb.CheckResponse();
      response.setInputs(encode(checked.inputs, secrets));
      response.setFailuresList(failures(checked.failures));
      return response;
    }),
    diff: unary((request: Message<"DiffRequest">, peer) => {
      const type = resourceType(typeOf(request.getUrn(), request.getType()));
      const state = decode(request.getOlds()).properties;
      const inputs = decode(request.getNews()).properties;
      const found = connected.of(peer).diff(type, state, inputs, request.getIgnorechangesList());
      const response = new providerPb.DiffResponse();
      const { DIFF_SOME, DIFF_NONE } = providerPb.DiffResponse.DiffChanges;
      response.setChanges(found.differences.length ? DIFF_SOME : DIFF_NONE);
      response.setReplacesList([...found.replaces]);
      response.setDiffsList([...new Set(found.differences.map((d) => String(d.path[0])))]);
      response.setDeletebeforereplace(found.deleteBeforeReplace);
      response.setHasdetaileddiff(true);
      const { Kind } = providerPb.PropertyDiff;
      for (const { path, kind, replaces } of found.differences) {
        const detail = new providerPb.PropertyDiff();
        const name = replaces ? (`${kind}_replace` as const) : kind;
        detail.setKind(Kind[name.toUpperCase() as keyof typeof Kind]);
        response.getDetaileddiffMap().set(formatPath(path), detail);
      }
      return response;
    }),
    create: unary(async (request: Message<"CreateRequest">, peer) => {
      const type = resourceType(typeOf(request.getUrn(), request.getType()));
      const { properties, secrets } = decode(request.getProperties());
      const inState = withTagsAll(secrets);
      const made = await connected.of(peer).create(type, properties, inState, request.getPreview());
      const response = new providerPb.CreateResponse();
      response.setId(made.id);
      response.setProperties(encode(made.state, inState));
      return response;
    }),
    read: unary(async (request: Message<"ReadRequest">, peer) => {
      const type = resourceType(typeOf(request.getUrn(), request.getType()));
      const prior = decode(request.getProperties());
      const inputs = decode(request.getInputs());
      const known = Object.keys(inputs.properties).length > 0 ? inputs.properties : undefined;
      const found = await connected.of(peer).read(type, request.getId(), prior.properties, known);
      const response = new providerPb.ReadResponse();
      if (!found) return response;
      response.setId(found.id);
      response.setProperties(encode(found.state, prior.secrets));
      response.setInputs(encode(found.inputs, inputs.secrets));
      return response;
    }),
    update: unary(async (request: Message<"UpdateRequest">, peer) => {
      const type = resourceType(typeOf(request.getUrn(), request.getType()));
      const { properties, secrets } = decode(request.getNews());
      const inState = withTagsAll(secrets);
      const old = { id: request.getId(), state: decode(request.getOlds()).properties };
      const ignored = request.getIgnorechangesList();
      const preview = request.getPreview();
      const state = await connected.of(peer).update(type, old, properties, ignored, inState, preview);
      const response = new providerPb.UpdateResponse();
      response.setProperties(encode(state, inState));
      return response;
    }),
    delete: unary(async (request: Message<"DeleteRequest">, peer) => {
      const type = resourceType(typeOf(request.getUrn(), request.getType()));
      const { properties } = decode(request.getProperties());
      await connected.of(peer).delete(type, request.getId(), properties);
      return new emptyPb.Empty();
    }),
    getMapping: unary(() => new providerPb.GetMappingResponse()),
    getMappings: unary(() => new providerPb.GetMappingsResponse()),
    construct: unserved("Construct"),
    call: unserved("Call"),
    parameterize: unserved("Parameterize"),
  };
  return { implementation, close: connected.close };
}

/** `urn:pulumi:stack::project::[parent$]type::name` */
function typeOf(urn: string, type: string): string {
  return type || (urn.split("::")[2] ?? "").split("$").at(-1) || "";
}

function nameOf(urn: string): string {
  return urn.split("::").slice(3).join("::");
}

function asText(value: Properties[string]): string | undefined {
  if (value === undefined || value === null) return undefined;
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** A secret tag shows up in `tagsAll` as well. */
function withTagsAll(secrets: SecretPaths): SecretPaths {
  return [
    ...secrets,
    ...secrets.flatMap((path) => (path[0] === "tags" ? [["tagsAll", ...path.slice(1)]] : [])),
  ];
}

function failures(list: readonly Failure[]): Message<"CheckFailure">[] {
  return list.map(({ property, reason }) => {
    const failure = new providerPb.CheckFailure();
    failure.setProperty(property);
    failure.setReason(reason);
    return failure;
  });
}
