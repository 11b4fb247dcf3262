import type { StackSettings } from "../../stacks/settings.ts";
import { awsProblem } from "../../target/aws-problem.ts";
import type { Target } from "../../target/target.ts";
import type { Evidence } from "../lab-state.ts";

/** Makes facts out of what AWS answers. Missing permission to look is evidence too, and no reason to call the step a failure; a missing thing is. */
export function facts(settings: StackSettings, target: Target) {
  return async (title: string, source: string, read: () => Promise<unknown>): Promise<Evidence> => {
    try {
      const value = await read();
      return { title, source, text: typeof value === "string" ? value : pretty(value) };
    } catch (error) {
      const problem = awsProblem(error, {
        doing: `reading the evidence back (${source})`,
        region: settings.region,
        endpoint: target.identity.endpoint,
      });
      if (problem.code !== "AccessDenied") throw problem;
      return { title, source, text: `could not be read: ${problem.why}` };
    }
  };
}

/** JSON, laid out. */
export function pretty(value: unknown): string {
  return JSON.stringify(value, null, 2);
}
