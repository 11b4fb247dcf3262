// KMS.4, asked of the trails' keys: severity and CIS numbers from "Security Hub CSPM controls for AWS KMS", AWS Security
// Hub User Guide, as of November 2026.
import { awsCli } from "../aws-cli.ts";
import { type Control, cis } from "../control.ts";
import type { KeyFacts, SetUp } from "../facts.ts";
import type { Judgement } from "../finding.ts";
import { describedTrails, failed, on, passed, unknown, type Verdict } from "../judge.ts";

/** A command on a key, in its region. */
export const onKey = (verb: string, key: KeyFacts): string =>
  awsCli("kms", verb, "--key-id", key.arn, "--region", key.arn.split(":")[3] ?? "");

/** One judgement a key that trails encrypt with; undefined where there is nothing to ask of it. */
export function perKey(
  setUp: SetUp,
  judge: (key: KeyFacts, trailArns: readonly string[]) => Verdict | undefined,
): readonly Judgement[] {
  return [...setUp.keys].flatMap(([id, key]): readonly Judgement[] => {
    const trails = describedTrails(setUp)
      .filter(({ description }) => description.kmsKeyId === id)
      .map(({ trail }) => trail.arn);
    const verdict = "unread" in key ? unknown(key.unread) : judge(key.value, trails);
    return verdict ? [{ ...verdict, resource: { type: "key", id }, trails }] : [];
  });
}

export const keyControls: readonly Control[] = [
  {
    id: "KMS.4",
    title: "The trail's key is rotated",
    severity: "medium",
    cis: cis({ "5.0.0": "3.6", "3.0.0": "3.6", "1.4.0": "3.8", "1.2.0": "2.8" }),
    asks: "Is automatic rotation on for the key (a symmetric one of the customer's)?",
    mends: "`kmsKey: own` makes a key that is rotated.",
    evaluate: (setUp) =>
      perKey(setUp, (key) => {
        // A key that will be deleted is TW.12's to tell: nothing rotates it any more.
        if (!key.rotation || !key.spec.startsWith("SYMMETRIC") || key.state === "PendingDeletion")
          return undefined;
        return on(key.rotation, (rotated) =>
          rotated
            ? passed("The key is rotated every year.")
            : failed("The key is never rotated.", {
                advice: "Turn rotation on; `trailwright up` does it for a key of ours.",
                setting: "trailwright:kmsKey: own",
                cli: [onKey("enable-key-rotation", key)],
              }),
        );
      }),
  },
];
