import { TrailwrightError } from "../errors.ts";
import type { Control } from "./control.ts";
import { controls } from "./controls/index.ts";
import type { SetUp, TrailFacts } from "./facts.ts";
import { type Finding, severities, type Severity, type Status } from "./finding.ts";
import { valueOf } from "./judge.ts";

/** What is asked, and of which trails. */
export interface Choice {
  /** Ids of controls; left out, all. */
  readonly controls?: readonly string[] | undefined;
  /** Names or ARNs of the trails it is about; account-wide questions look at all trails all the same. Left out, all. */
  readonly trails?: readonly string[] | undefined;
  /** Controls less severe than this are not asked. */
  readonly severity?: Severity | undefined;
}

/** The controls that are chosen. Throws InvalidInput for an id that there is not. */
export function chosenControls({ controls: ids, severity = "informational" }: Choice): readonly Control[] {
  const known = new Map(controls.map((control) => [control.id.toLowerCase(), control]));
  const strange = ids?.find((id) => !known.has(id.toLowerCase()));
  if (strange !== undefined)
    throw new TrailwrightError("InvalidInput", `There is no control ${strange}.`, {
      next: `Name one of: ${controls.map(({ id }) => id).join(", ")}.`,
    });
  const wanted = ids && new Set(ids.map((id) => id.toLowerCase()));
  return controls.filter(
    (control) =>
      (!wanted || wanted.has(control.id.toLowerCase())) &&
      severities.indexOf(control.severity) <= severities.indexOf(severity),
  );
}

/** ARNs of the trails that are meant; undefined when all are. Throws InvalidInput when a name fits none, or several. */
function chosenTrails(setUp: SetUp, { trails: wanted }: Choice): ReadonlySet<string> | undefined {
  const trails = valueOf(setUp.trails);
  if (!wanted || !trails) return undefined;
  return new Set(wanted.map((name) => chosenTrail(setUp.accountId, trails, name).arn));
}

function chosenTrail(accountId: string, trails: readonly TrailFacts[], wanted: string): TrailFacts {
  const [found, ...others] = trails.filter(({ arn, name }) => arn === wanted || name === wanted);
  if (found && others.length === 0) return found;
  throw new TrailwrightError(
    "InvalidInput",
    `Account ${accountId} has ${found ? "several trails" : "no trail"} ${wanted}.`,
    {
      next: trails.length
        ? `Name one of: ${trails.map(({ arn }) => arn).join(", ")}.`
        : "Make one: `trailwright lab` leads through it.",
    },
  );
}

const statuses: readonly Status[] = ["failed", "unknown", "passed"];

/** Judges a set-up. What failed comes first, the worst of it first of all. Pure. Throws InvalidInput. */
export function runControls(setUp: SetUp, choice: Choice = {}): readonly Finding[] {
  const about = chosenTrails(setUp, choice);
  const findings = chosenControls(choice).flatMap(({ id, title, severity, cis, evaluate }) =>
    evaluate(setUp)
      .filter(({ trails }) => !about || !trails || trails.some((arn) => about.has(arn)))
      .map((judgement): Finding => ({ control: id, title, severity, cis, ...judgement })),
  );
  const rank = ({ status, severity }: Finding) =>
    statuses.indexOf(status) * severities.length + severities.indexOf(severity);
  return findings.sort((a, b) => rank(a) - rank(b));
}
