import { accessDenied } from "./authorization/access-denied.ts";
import { authorize } from "./authorization/authorize.ts";
import { strikeCall } from "./call-faults.ts";
import { type Outcome, recordCall } from "./recorder/record-call.ts";
import { AwsError, type Call, type Operation, type Reply } from "./service.ts";
import { isDiskFull, stateFailure } from "./state-failure.ts";
import type { World } from "./world.ts";

/** Records of calls made from inside a handler: they stay even when that handler fails and is undone. */
const pending = new WeakMap<World, (() => void)[]>();

/**
 * Performs one call in a transaction: checks its permissions, runs its handler, records it. A refused or failed call
 * leaves nothing behind but its record.
 * @param record false leaves no record
 */
export function performCall(world: World, call: Call, operation: Operation, record = true): Outcome {
  const outer = pending.get(world);
  if (outer) {
    const outcome = attempt(world, call, operation);
    if (record) outer.push(() => recordCall(world, call, outcome));
    return outcome;
  }
  return world.transaction(() => {
    const inner: (() => void)[] = [];
    pending.set(world, inner);
    let outcome: Outcome;
    try {
      outcome = attempt(world, call, operation);
    } finally {
      pending.delete(world);
    }
    for (const write of inner) write();
    if (record) recordCall(world, call, outcome);
    return outcome;
  });
}

function attempt(world: World, call: Call, operation: Operation): Outcome {
  try {
    strikeCall(world, call);
    return { reply: world.transaction(() => authorizedReply(world, call, operation)) };
  } catch (error) {
    if (error instanceof AwsError) return { error };
    // What failed inside is a call like any other and recorded as such; on a full disk there is no room to.
    if (isDiskFull(error) || !world.db.isTransaction) throw error;
    return { error: stateFailure(error) };
  }
}

function authorizedReply(world: World, call: Call, operation: Operation): Reply {
  const decision = authorize(call, operation.permissions(call, world), world);
  if (!decision.allowed) throw accessDenied(call, decision.permission, decision);
  return operation.handle(call, world);
}
