import type { EngineEvent } from "../../infra/index.ts";
import { changedProperty } from "../present/operation-lines.ts";

/** Resources that a refresh found changed (and in which properties) or gone, each once. */
export function driftOf(events: readonly EngineEvent[]): string[] {
  return [...new Set(events.flatMap((event) => driftedResource(event) ?? []))];
}

function driftedResource(event: EngineEvent): string | undefined {
  if (event.type !== "planned" && event.type !== "done") return undefined;
  const { resource, operation, detail = [] } = event;
  if (operation !== "update" && operation !== "delete") return undefined;
  const found = operation === "delete" ? "gone" : detail.map(changedProperty).join(", ");
  return `${resource.type} ${resource.name}${found ? ` (${found})` : ""}`;
}

/** What refreshes found, for people: stacks that differ one by one, the others in one line. */
export function driftText(found: readonly { stack: string; drifted: readonly string[] }[]): string {
  const same = found.filter(({ drifted }) => drifted.length === 0).map(({ stack }) => stack);
  const differing = found.filter(({ drifted }) => drifted.length > 0);
  return [
    ...differing.flatMap(({ stack, drifted }) => [
      `Stack ${stack} differs from what was left:`,
      ...drifted.map((name) => `  ${name}`),
    ]),
    ...(differing.length
      ? [
          `\`trailwright up ${differing.map(({ stack }) => `--stack ${stack}`).join(" ")}\` mends ${differing.length === 1 ? "it" : "them"}.`,
        ]
      : []),
    ...(same.length === 1 ? [`Stack ${same[0]} is as it was left.`] : []),
    ...(same.length > 1 ? [`As they were left: ${same.join(", ")}.`] : []),
  ].join("\n");
}
