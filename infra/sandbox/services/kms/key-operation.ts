import type { ResourceReference } from "../../../cloudtrail/record.ts";
import {
  AwsError,
  type Call,
  type EventParts,
  type Operation,
  type Permission,
  type Reply,
} from "../../service.ts";
import type { World } from "../../world.ts";
import { findKey } from "./find-key.ts";
import { type InputOf, inputOf, type inputs } from "./inputs.ts";
import { keyPermission } from "./key-permission.ts";
import { recordedParameters, recordedParts } from "./recording.ts";
import type { Key } from "./state.ts";

type Name = keyof typeof inputs;

/** What a handler of one operation gets. */
export interface KeyCall<N extends Name> {
  readonly call: Call;
  readonly world: World;
  readonly input: InputOf<N>;
  /** The key the call names. */
  readonly key: Key;
}

type Answer = Record<string, unknown> | undefined;

/** An operation on the one key that its input names as KeyId. */
export function onKey<N extends Name>(
  name: N,
  readOnly: boolean,
  handle: (keyCall: KeyCall<N>) => Answer,
): Operation {
  const keyOf = (call: Call, world: World): Key =>
    findKey(world, call, (inputOf(name, call) as { KeyId: string }).KeyId);
  return onKeys(name, readOnly, {
    keys: (call, world) => [keyOf(call, world)],
    permissions(call, world) {
      const { EncryptionContext } = inputOf(name, call) as { EncryptionContext?: Record<string, string> };
      return [keyPermission(call, world, keyOf(call, world), name, EncryptionContext)];
    },
    handle: (call, world) => handle({ call, world, input: inputOf(name, call), key: keyOf(call, world) }),
  });
}

/** An operation that finds its keys in a way of its own. */
export function onKeys<N extends Name>(
  name: N,
  readOnly: boolean,
  how: {
    readonly keys: (call: Call, world: World) => readonly Key[];
    readonly permissions: (call: Call, world: World) => readonly Permission[];
    readonly handle: (call: Call, world: World) => Answer;
    /** What the record names in front of the keys. */
    readonly alias?: (call: Call) => ResourceReference;
  },
): Operation {
  const parts = (call: Call, keys: readonly Key[], reply?: Reply, error?: AwsError): EventParts => {
    const own = recordedParts(inputOf(name, call), keys, readOnly, reply, error);
    return how.alias && !error ? { ...own, resources: [how.alias(call), ...(own.resources ?? [])] } : own;
  };
  return {
    readOnly,
    category: "Management",
    permissions: how.permissions,
    handle(call, world) {
      // Looked up first: DeleteAlias takes away what leads to the key.
      const keys = how.keys(call, world);
      const reply = { output: how.handle(call, world) ?? {} };
      return { ...reply, event: parts(call, keys, reply) };
    },
    event: (call, reply, world, error) =>
      reply
        ? {}
        : parts(
            call,
            found(() => how.keys(call, world)),
            undefined,
            error,
          ),
  };
}

/** An operation on no key that is there yet, or on all of them: the resource is `*`. */
export function onAll<N extends Name>(
  name: N,
  readOnly: boolean,
  handle: (call: Call, world: World, input: InputOf<N>) => Answer,
): Operation {
  return {
    readOnly,
    category: "Management",
    permissions: () => [{ action: `kms:${name}`, resource: "*" }],
    handle: (call, world) => ({ output: handle(call, world, inputOf(name, call)) ?? {} }),
    event: (call, _reply, _world, error) =>
      error?.code === "AccessDeniedException"
        ? { requestParameters: null, errorCode: "AccessDenied" }
        : { requestParameters: recordedParameters(inputOf(name, call)) },
  };
}

function found(keys: () => readonly Key[]): readonly Key[] {
  try {
    return keys();
  } catch (error) {
    if (error instanceof AwsError) return [];
    throw error;
  }
}
