import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { CloudTrailRecord } from "../../../../infra/cloudtrail/record.ts";
import { type Sandbox, startSandbox } from "../../../../infra/sandbox/index.ts";
import { apiInput } from "./api-input.ts";
import { deniedInput } from "./denied-input.ts";
import { intended, notReproduced } from "./intended-differences.ts";
import { prepare } from "./prepare.ts";
import { type RealCall, realCalls } from "./real-calls.ts";
import { recordDifferences } from "./record-differences.ts";
import { shapeOf } from "./shape.ts";
import { revealed, type Stage, stageOn } from "./stage.ts";

const calls = realCalls();
const used = new Set<number>();

let sandbox: Sandbox;
let stage: Stage;
beforeAll(async () => {
  sandbox = await startSandbox();
  stage = stageOn(sandbox);
});
afterAll(() => sandbox.close());
beforeEach(() => sandbox.reset());
afterEach(async () => expect(revealed(await sandbox.records(), stage)).toEqual([]));

/** Makes the call as the real one was made, and hands over its record. */
async function replay(call: RealCall): Promise<CloudTrailRecord> {
  const { service, operation, records } = call;
  const sample = records[0].requestParameters;
  const asked = sample ? apiInput(service, sample) : call.denied ? deniedInput(call, sandbox.accountId) : {};
  const keys = call.denied ? await stage.stranger("TrailDiscover") : undefined;
  const input = await prepare(stage, call, asked);
  const answer = await stage.call(service.name, operation, input, keys);
  const [record] = await sandbox.records({ where: ({ requestID }) => requestID === answer.requestId });
  expect(record, `a record of the request ${answer.requestId}: ${answer.body}`).toBeDefined();
  return record!;
}

const nameOf = ({ service, operation, outcome }: RealCall) => `${service.name}:${operation} ${outcome}`;

const answerPaths = ({ responseElements }: CloudTrailRecord) => [...shapeOf({ responseElements }).keys()];

describe.skipIf(calls.length === 0)("records of the sandbox beside real ones (samples)", () => {
  const titled = calls.map((call) => {
    const { service, eventName, outcome, records } = call;
    const parameters = Object.keys(records[0].requestParameters ?? {}).filter((name) => name !== "Host");
    return [`${service.name} ${eventName} ${outcome} {${parameters.join(", ")}}`, call] as const;
  });

  it.each(titled.filter(([, call]) => !(nameOf(call) in notReproduced)))("%s", async (_, call) => {
    const ours = await replay(call);
    const alike = calls.filter(
      ({ eventName, outcome }) => eventName === call.eventName && outcome === call.outcome,
    );
    const seen = new Set(alike.flatMap(({ records }) => records.flatMap(answerPaths)));
    const each = call.records.map((real) => {
      // Answers depend on more than the request: what any real one has is AWS's.
      const lines = recordDifferences(ours, real).filter(
        (line) => !seen.has(line.replace("only here: ", "")),
      );
      const hits = lines.map((line) =>
        intended.findIndex(
          ({ of, difference }) => of.test(`${call.service.name}:${call.operation}`) && difference.test(line),
        ),
      );
      return {
        open: lines.filter((_line, index) => hits[index] === -1),
        hits: hits.filter((hit) => hit !== -1),
      };
    });
    const closest = each.sort((a, b) => a.open.length - b.open.length || a.hits.length - b.hits.length)[0]!;
    for (const hit of closest.hits) used.add(hit);
    expect(closest.open).toEqual([]);
  });

  it("shows every difference that is listed as intended", () => {
    expect(intended.filter((_entry, index) => !used.has(index))).toEqual([]);
    expect(Object.keys(notReproduced).filter((name) => !calls.some((call) => nameOf(call) === name))).toEqual(
      [],
    );
  });
});
