import type { StackSettings } from "../stacks/settings.ts";
import type { Target } from "../target/target.ts";
import { type ExistingTrail, existingTrails } from "./existing-trails.ts";
import { trailNotices } from "./trail-notices.ts";

/** What is there already where a stack is going to be. */
export interface Surroundings {
  readonly trails: readonly ExistingTrail[];
  /** Sentences a person should read before anything is made. */
  readonly notices: readonly string[];
}

/**
 * Looks at the trails that record where a stack's trail will; changes nothing. An account that may not look has
 * surroundings that say so.
 */
export async function lookAround(target: Target, settings: StackSettings): Promise<Surroundings> {
  try {
    const trails = await existingTrails(target, settings.region);
    return { trails, notices: trailNotices(trails, settings, target.identity.accountId) };
  } catch (error) {
    return {
      trails: [],
      notices: [`Which trails are there already is not known: ${(error as Error).message}`],
    };
  }
}
