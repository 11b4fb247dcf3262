import type { TrailFacts } from "../../checks/facts.ts";
import { known } from "../known.ts";
import type { Situation } from "../facts.ts";
import type { Rule } from "../rule.ts";
import { makesTrail, trailArnOf } from "../trail-of.ts";

/** Trails a region may hold, whatever else is raised ("Quotas in AWS CloudTrail"). */
const trailsPerRegion = 5;

/** The trails that are there besides the stack's own. */
function others(situation: Situation): readonly TrailFacts[] {
  const { made } = situation.facts;
  const arn = trailArnOf(situation);
  const own = made.trailArn === arn || situation.settings.adopted?.includes("trail");
  return (known(situation.facts.trails) ?? []).filter((trail) => !(own && trail.arn === arn));
}

const everywhere = (trail: TrailFacts): boolean => known(trail.description)?.multiRegion ?? true;

const nameTaken: Rule = {
  id: "trail-is-there",
  title: "A trail of this name is there already, and the stack did not make it",
  severity: "error",
  source: "TrailAlreadyExistsException, CreateTrail, AWS CloudTrail API Reference",
  judge: (situation) => {
    if (!makesTrail(situation)) return [];
    const { trailName, region } = situation.settings;
    const same = others(situation).find(
      (trail) => trail.name === trailName && (trail.homeRegion === region || everywhere(trail)),
    );
    return same
      ? [
          {
            what: `Trail ${trailName} is there already (${same.arn}), and this stack did not make it.`,
            why: "A trail of all regions has its name to itself in each of them.",
            mend: "Take it into the stack with --adopt trail, or leave it alone and choose another name (--trail NAME).",
          },
        ]
      : [];
  },
};

const tooMany: Rule = {
  id: "trail-limit",
  title: "A region has no room for another trail",
  severity: "error",
  source: "Quotas in AWS CloudTrail, AWS CloudTrail User Guide",
  judge: (situation) => {
    const { facts } = situation;
    const arn = trailArnOf(situation);
    const there = others(situation);
    const exists = (known(facts.trails) ?? []).some((trail) => trail.arn === arn);
    if (!makesTrail(situation) || exists) return [];
    // A trail of all regions counts in every region, and so does ours.
    const regions = new Set([situation.settings.region, ...there.map(({ homeRegion }) => homeRegion)]);
    for (const region of regions) {
      const here = there.filter((trail) => trail.homeRegion === region || everywhere(trail));
      if (here.length >= trailsPerRegion)
        return [
          {
            what: `Region ${region} has ${here.length} trails already: ${here.map(({ name }) => name).join(", ")}.`,
            why: `A region holds ${trailsPerRegion} trails at most, and trails of all regions and of the organization count in each; the quota cannot be raised.`,
            mend: "Delete a trail that nobody needs, or let one trail record for several purposes.",
          },
        ];
    }
    return [];
  },
};

const adoptedGone: Rule = {
  id: "adopted-trail-gone",
  title: "A trail that is to be adopted does not exist",
  severity: "error",
  source: "Importing resources, Pulumi documentation",
  judge: (situation) => {
    const arn = trailArnOf(situation);
    const trails = known(situation.facts.trails);
    return situation.settings.adopted?.includes("trail") && trails && !trails.some((one) => one.arn === arn)
      ? [
          {
            what: `Trail ${arn} cannot be adopted: it does not exist.`,
            why: "Adopting takes over what is there; nothing is made in its place.",
            mend: "Take trail out of trailwright:adopted, or correct the trail's name and region.",
          },
        ]
      : [];
  },
};

export const trailRules = [nameTaken, tooMany, adoptedGone];
