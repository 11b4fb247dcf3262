import type { Rule } from "../rule.ts";

const unheard: Rule = {
  id: "alarms-tell-nobody",
  title: "Alarms have nobody to tell",
  severity: "warning",
  source: "CloudWatch.1 and following, AWS Security Hub User Guide",
  judge: ({ settings: { alarms, subscriptions } }) =>
    alarms && !subscriptions
      ? [
          {
            what: "The settings ask for alarms and name nobody to be told.",
            why: "An alarm that goes off unheard is none; the controls ask for a subscription.",
            mend: "Set trailwright:subscriptions: e-mail addresses, or ARNs of SQS queues.",
          },
        ]
      : [],
};

const smallFiles: Rule = {
  id: "transition-of-small-files",
  title: "Most log files are too small for the storage class to pay",
  severity: "note",
  source: "Amazon S3 pricing; Transitioning objects using Amazon S3 Lifecycle, Amazon S3 User Guide",
  judge: ({ settings: { transitions, centralBucket } }) =>
    transitions && !centralBucket
      ? [
          {
            what: "Log files of quiet accounts are a few kilobytes each, and S3 moves no object below 128 KB unless a rule says so.",
            why: "Infrequent access classes bill at least 128 KB an object, and each move costs a request.",
            mend: "Compare the estimate with and without trailwright:transitions before keeping them.",
          },
        ]
      : [],
};

const lockedIn: Rule = {
  id: "lock-stops-destroy",
  title: "Destroy could not empty a bucket whose files are locked",
  severity: "warning",
  source: "How S3 Object Lock works, Amazon S3 User Guide",
  judge: ({ settings: { objectLock, emptyOnDestroy, target } }) =>
    objectLock?.mode === "COMPLIANCE" && (emptyOnDestroy ?? target === "sandbox")
      ? [
          {
            what: `Destroy is to empty the bucket, and nobody can delete a locked file for ${objectLock.days} days.`,
            why: "Under COMPLIANCE not even root may; the bucket stays until the last lock has ended.",
            mend: "Use the mode GOVERNANCE while trying things out, or set trailwright:emptyOnDestroy: false.",
          },
        ]
      : [],
};

export const settingsRules = [unheard, smallFiles, lockedIn];
