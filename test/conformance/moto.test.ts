import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hasMoto, startMoto } from "../helpers/moto.ts";
import { compare, type Difference } from "./compare.ts";
import { differences, type IntendedDifference } from "./differences/index.ts";
import { drive, type Target } from "./drive.ts";
import { sandboxTarget } from "./sandbox-target.ts";
import { suites } from "./suites/index.ts";

/** moto's default account, and a caller it takes for its root; nothing is in it but what moto begins with. */
async function motoTarget(endpoint: string, caller: string): Promise<Target> {
  const reset = await fetch(`${endpoint}/moto-api/reset`, { method: "POST" });
  if (!reset.ok) throw new Error("moto was not reset.");
  const account = "123456789012";
  const variables = {
    account,
    logArchiveAccount: "444455556666",
    managementAccount: caller === "management" ? account : "777788889999",
    region: "us-east-1",
    user: `arn:aws:sts::${account}:user/moto`,
  };
  const keys = { accessKeyId: "FKIAIOSFODNN7EXAMPLE", secretAccessKey: "example" };
  return { endpoint, callers: { [caller]: keys }, variables };
}

const matches = (intended: IntendedDifference, found: Difference): boolean =>
  (["operation", "path", "ours", "moto"] as const).every(
    (part) =>
      intended[part] === found[part] ||
      // `*`, or `*.IsTruncated`.
      (intended[part].startsWith("*") && found[part].endsWith(intended[part].slice(1))),
  );

describe.skipIf(!(await hasMoto()))(
  "the same calls to us and to moto (needs Python with moto's server)",
  () => {
    let endpoint: string;
    let end: () => Promise<void>;
    beforeAll(async () => {
      endpoint = await startMoto((stop) => {
        end = stop;
      });
    });
    afterAll(() => end());

    it.for(suites)(
      "$service: answers differ where they are meant to, and nowhere else",
      { timeout: 120_000 },
      async (suite, { onTestFinished }) => {
        const { motoCaller = "workload", beforeMoto = [] } = suite;
        const steps = suite.steps.filter(
          ({ only, as = "workload" }) => only === undefined && (as === motoCaller || as.startsWith("$")),
        );
        const [us, moto] = await Promise.all([
          sandboxTarget(onTestFinished),
          motoTarget(endpoint, motoCaller),
        ]);
        const [ours, theirs] = await Promise.all([
          drive(suite, steps, "boto3", us),
          drive(suite, [...beforeMoto, ...steps], "boto3", moto),
        ]);
        const found = steps.flatMap((step, index) =>
          compare(
            step.service ?? suite.service,
            [ours[index]!, us],
            [theirs[beforeMoto.length + index]!, moto],
          ),
        );
        const intended = differences[suite.service] ?? [];
        const surprising = found.filter(
          (difference) =>
            difference.service === suite.service && !intended.some((known) => matches(known, difference)),
        );
        expect([...new Set(surprising.map((difference) => JSON.stringify(difference)))]).toEqual([]);
        expect(intended.filter((known) => !found.some((difference) => matches(known, difference)))).toEqual(
          [],
        );
      },
    );
  },
);
