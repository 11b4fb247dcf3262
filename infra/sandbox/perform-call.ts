import { accessDenied } from "./authorization/access-denied.ts";
import { authorize } from "./authorization/authorize.ts";
import { strikeCall } from "./call-faults.ts";
import { type Outcome, type Reach, recordCall } from "./recorder/record-call.ts";
import { resourceOwners } from "./recorder/resource-owners.ts";
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
    const { outcome, reach } = attempt(world, call, operation);
    if (record) outer.push(() => recordCall(world, call, outcome, reach));
    return outcome;
  }
  return world.transaction(() => performInside(world, call, operation, record));
}

/** The same inside of a transaction. What it throws is no answer to the call: the transaction must be undone. */
export function performInside(world: World, call: Call, operation: Operation, record = true): Outcome {
  const inner: (() => void)[] = [];
  pending.set(world, inner);
  let attempted: Attempt;
  try {
    attempted = attempt(world, call, operation);
  } finally {
    pending.delete(world);
  }
  for (const write of inner) write();
  if (record) recordCall(world, call, attempted.outcome, attempted.reach);
  return attempted.outcome;
}

/** How a call went, and who hears of it. */
interface Attempt {
  readonly outcome: Outcome;
  readonly reach: Reach;
}

function attempt(world: World, call: Call, operation: Operation): Attempt {
  let reach: Reach = {};
  try {
    strikeCall(world, call);
    const reply = world.transaction((): Reply => {
      const permissions = operation.permissions(call, world);
      const decision = authorize(call, permissions, world);
      reach = {
        owners: resourceOwners(call, operation.about?.(call, world) ?? permissions, decision.allowed),
        refusedAtEndpoint: !decision.allowed && decision.policyType === "VPC endpoint policy",
      };
      if (!decision.allowed) throw accessDenied(call, decision.permission, decision);
      return operation.handle(call, world);
    });
    return { outcome: { reply }, reach };
  } catch (error) {
    if (error instanceof AwsError) return { outcome: { error }, reach };
    // What failed inside is a call like any other and recorded as such; on a full disk there is no room to.
    if (isDiskFull(error) || !world.db.isTransaction) throw error;
    return { outcome: { error: stateFailure(error) }, reach };
  }
}
