import { type StepId, stepIds } from "../../infra/index.ts";
import { changeCount } from "../present/operation-lines.ts";
import { currentStep, type Situation, working } from "./situation.ts";

/** What Enter does in a step: the way through the lab. `what` is the call to action on the screen. */
export type Next =
  | { readonly do: "wait"; readonly what: string }
  | { readonly do: "retry"; readonly what: string }
  | { readonly do: "plan" | "apply"; readonly step: StepId; readonly what: string }
  | { readonly do: "go"; readonly step: StepId; readonly what: string }
  | { readonly do: "generate"; readonly what: string }
  | { readonly do: "open-record"; readonly eventId: string; readonly what: string };

/** The step after this one; undefined after the last. */
export const nextStep = (step: StepId): StepId | undefined => stepIds[stepIds.indexOf(step) + 1];

/** Decides what Enter does now. */
export function next(situation: Situation): Next {
  const { connection, state } = situation;
  if (connection.phase === "failed") return { do: "retry", what: "try again" };
  if (connection.phase === "starting" || !state) return { do: "wait", what: "still opening the target" };
  if (working(situation)) return { do: "wait", what: "wait until this is finished, or press x to stop it" };
  const step = currentStep(situation);
  const { status, plan } = state.steps[step];
  const following = nextStep(step);
  if (step === "watch") return openCall(situation);
  if (step === "events" && status !== "done") return generate(situation);
  if (status === "done" && following)
    return { do: "go", step: following, what: `go on to step ${stepIds.indexOf(following) + 1}` };
  if (step === "identity") return { do: "apply", step, what: "look up who you are there" };
  if (status === "planned") {
    const changes = changeCount(plan ?? []);
    const what =
      changes === 0
        ? "confirm: nothing has to change"
        : `make ${changes === 1 ? "this change" : `these ${changes} changes`}`;
    return { do: "apply", step, what };
  }
  return {
    do: "plan",
    step,
    what: status === "stale" ? "plan again" : "see the plan, nothing is changed yet",
  };
}

function generate({ ui }: Situation): Next {
  const count = ui.chosen.length;
  if (count === 0) return { do: "wait", what: "choose at least one activity with the space bar" };
  return {
    do: "generate",
    what: `run ${count === 1 ? "the chosen activity" : `the ${count} chosen activities`}`,
  };
}

function openCall({ ui, state }: Situation): Next {
  const call = state?.calls[ui.cursor];
  if (!call) return { do: "wait", what: "no calls yet: make some in step 5" };
  if (!call.delivery) return { do: "wait", what: "this call has not been delivered yet" };
  return { do: "open-record", eventId: call.delivery.eventId, what: "open the record" };
}
