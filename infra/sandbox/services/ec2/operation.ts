import {
  AwsError,
  type Call,
  type EventParts,
  type Operation,
  type Permission,
  type Reply,
} from "../../service.ts";
import type { World } from "../../world.ts";
import { type Operations, operationsOf } from "../operations.ts";
import { boolean, type Input, structures } from "./input.ts";
import { type Recording, recordedParameters, recordedResponse } from "./recording.ts";

/** One EC2 operation. Answers use EC2's own response names (`instancesSet`), which are those of the wire. */
export interface Ec2Operation {
  /** Parameters it honours besides DryRun; any other is refused by its name. */
  readonly parameters: readonly string[];
  readonly handle: (call: Call, world: World) => Record<string, unknown>;
  /** Permissions beyond the operation's own action on `*`. */
  readonly permissions?: (call: Call, world: World) => readonly Permission[];
  readonly recording?: Recording;
}

/** Operations of one area of EC2. */
export const ec2Operations = (operations: Operations<Ec2Operation>): Record<string, Operation> =>
  operationsOf(operations, define);

function define(name: string, operation: Ec2Operation, readOnly: boolean): Operation {
  return {
    readOnly,
    category: "Management",
    permissions: (call, world) =>
      operation.permissions?.(call, world) ?? [{ action: `ec2:${name}`, resource: "*" }],
    handle(call, world) {
      refuseUnknown(call.input, operation.parameters);
      const output = operation.handle(call, world);
      // Thrown at the end: all checks are made, and what was written is undone.
      if (boolean(call.input, "DryRun")) throw dryRun();
      return { output };
    },
    event: (call, reply) => event(call, reply, readOnly, operation.recording),
  };
}

function dryRun(): AwsError {
  return new AwsError("DryRunOperation", "Request would have succeeded, but DryRun flag is set.", {
    status: 412,
  });
}

function refuseUnknown(input: Input, known: readonly string[]): void {
  const unknown = Object.keys(input).find((name) => name !== "DryRun" && !known.includes(name));
  if (unknown !== undefined)
    throw new AwsError("UnknownParameter", `The parameter ${unknown} is not recognized`, {
      explanation: `The Trailwright sandbox's EC2 does not honour ${unknown} and refuses it. It knows: ${known.join(", ")}.`,
    });
  for (const filter of structures(input, "Filter"))
    if (filter["Name"] === undefined)
      throw new AwsError("InvalidParameterValue", "The filter 'null' is invalid");
}

function event(
  call: Call,
  reply: Reply | undefined,
  readOnly: boolean,
  recording: Recording | undefined,
): EventParts {
  return {
    requestParameters: recordedParameters(call, recording),
    responseElements:
      reply?.output && !readOnly
        ? recordedResponse(call, recording?.answer?.(reply.output) ?? reply.output)
        : null,
  };
}
