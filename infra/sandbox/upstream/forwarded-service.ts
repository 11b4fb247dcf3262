import { isDenial } from "../authorization/is-denial.ts";
import type { AwsError, Call, EventParts, Operation, Permission, Reply, Service } from "../service.ts";
import { recordedParameters } from "../services/ec2/recording.ts";
import type { NamedCall } from "./name-call.ts";
import { actionOf, dataEventShowsAnswer, eventNameOf, isDataPlane, readsOnly } from "./operation-facts.ts";
import { lowerFirst } from "./lower-first.ts";
import { redact } from "./redact.ts";
import { serviceFacts } from "./service-facts.ts";
import { touchedResources } from "./touched-resources.ts";

/**
 * A service with one operation, made from what the wire says of a call: enough to authorize and record it. Its answer
 * comes from the upstream.
 * @param known the sandbox's own service of that name: its event source and protocol are its own
 */
export function forwardedService(name: string, named: NamedCall, known: Service | undefined): Service {
  const facts = serviceFacts(name);
  const operation: Operation = {
    readOnly: readsOnly(named.operation),
    category: isDataPlane(name, named.operation) ? "Data" : "Management",
    permissions: (call) => permissionsOf(call, facts.actions),
    handle: () => {
      throw new Error(`${name}:${named.operation} is the upstream's`);
    },
    event: (call, reply, _world, error) => eventOf(call, named, reply, error),
  };
  return {
    name,
    eventSource: known?.eventSource ?? facts.eventSource,
    protocol: protocolOf(named),
    apiVersion: known?.apiVersion ?? "",
    global: known?.global ?? facts.global,
    operations: { [named.operation]: operation },
  };
}

/** The account that an ARN names. */
export const accountIn = (arn: string): string | undefined => arn.split(":")[4] || undefined;

/** The protocol that refusals are encoded in. */
function protocolOf({ form }: NamedCall): Service["protocol"] {
  return form === "query" || form === "ec2" ? form : form === "cbor" ? "rpc-v2-cbor" : "json-1.1";
}

function place(call: Call) {
  return { service: call.service.name, region: call.region, account: call.caller.accountId };
}

/** One permission per resource the call names; on `*` where they are not known. */
function permissionsOf(call: Call, prefix: string): readonly Permission[] {
  const action = actionOf(prefix, call.operation, call.request.method);
  const resources = touchedResources(place(call), call.operation, call.input).map(({ arn }) => arn);
  return (resources.length === 0 ? ["*"] : resources).map((resource) => ({ action, resource }));
}

function eventOf(
  call: Call,
  named: NamedCall,
  reply: Reply | undefined,
  error: AwsError | undefined,
): EventParts {
  const { name } = call.service;
  const data = isDataPlane(name, call.operation);
  const resources = resourcesOf(call, data);
  // A denied call's parameters are left out by most services.
  const denied = error !== undefined && isDenial(error) && named.form !== "ec2";
  return {
    eventName: eventNameOf(name, call.operation, call.request.rawPath),
    requestParameters: denied ? null : parametersOf(call, named),
    responseElements:
      readsOnly(call.operation) || (data && !dataEventShowsAnswer(name)) ? null : elementsOf(name, reply),
    ...(resources.length === 0 ? {} : { resources }),
  };
}

function parametersOf(call: Call, named: NamedCall): Record<string, unknown> | null {
  const written = named.form === "ec2" ? recordedParameters(call, { sets: idSets(call) }) : call.input;
  return filled(redact(call.service.name, written));
}

/** EC2's lists of ids: `VpcId.1` is recorded in a `vpcSet`. */
function idSets({ input }: Call): Record<string, readonly [string, string]> {
  const ids = Object.entries(input).filter(
    ([name, value]) =>
      /[a-z]Id$/.test(name) && Array.isArray(value) && value.every((id) => typeof id === "string"),
  );
  return Object.fromEntries(
    ids.map(([name]) => {
      const member = lowerFirst(name);
      return [name, [`${member.slice(0, -2)}Set`, member] as const];
    }),
  );
}

function elementsOf(name: string, reply: Reply | undefined): Record<string, unknown> | null {
  const output = reply?.output;
  if (!output) return null;
  // Secrets Manager shows the ARN alone, under a name of its own (measured in real records).
  if (name === "secretsmanager") return typeof output["ARN"] === "string" ? { arn: output["ARN"] } : null;
  return filled(redact(name, output));
}

/** Data events name what they touched, by which trails choose them; of management events, SSM's do. */
function resourcesOf(call: Call, data: boolean): NonNullable<EventParts["resources"]> {
  const { account, ...where } = place(call);
  if (!data && where.service !== "ssm") return [];
  const touched = touchedResources({ account, ...where }, call.operation, call.input);
  return touched.map(({ arn, type }) => ({
    accountId: accountIn(arn) ?? account,
    ...(type ? { type } : {}),
    ARN: arn,
  }));
}

function filled(value: unknown): Record<string, unknown> | null {
  return typeof value === "object" && value !== null && Object.keys(value).length > 0
    ? (value as Record<string, unknown>)
    : null;
}
