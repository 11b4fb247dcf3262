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

const tooLate: Rule = {
  id: "transition-after-expiry",
  title: "Log files would change their storage class when they are gone already",
  severity: "error",
  source: "Lifecycle configuration elements, Amazon S3 User Guide",
  judge: ({ settings: { transitions, retentionDays, centralBucket } }) =>
    (centralBucket ? [] : (transitions ?? []))
      .filter(({ days }) => days >= retentionDays)
      .map(({ days, storageClass }) => ({
        what: `Log files would go to ${storageClass} after ${days} days and expire after ${retentionDays}.`,
        why: "S3 refuses a rule whose expiration does not come after its transitions.",
        mend: `Make trailwright:retentionDays more than ${days}, or the transition earlier.`,
      })),
};

const tooEarly: Rule = {
  id: "transition-too-early",
  title: "Log files would go to infrequent access before S3 allows it",
  severity: "error",
  source: "Transitioning objects using Amazon S3 Lifecycle, Amazon S3 User Guide",
  judge: ({ settings: { transitions = [], centralBucket } }) =>
    (centralBucket ? [] : transitions)
      .filter(({ days, storageClass }) => days < 30 && /^(STANDARD|ONEZONE)_IA$/.test(storageClass))
      .map(({ days, storageClass }) => ({
        what: `Log files would go to ${storageClass} after ${days} days.`,
        why: "S3 keeps objects 30 days in Standard before it takes them to an infrequent access class.",
        mend: `Set the transition to ${storageClass} to 30 days or more.`,
      })),
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

const lockedLonger: Rule = {
  id: "lock-outlives-retention",
  title: "Log files are locked for longer than they are kept",
  severity: "warning",
  source: "How S3 Object Lock works, Amazon S3 User Guide",
  judge: ({ settings: { objectLock, retentionDays, centralBucket } }) =>
    objectLock && !centralBucket && objectLock.days > retentionDays
      ? [
          {
            what: `Log files expire after ${retentionDays} days and are locked for ${objectLock.days}.`,
            why: "Expiry only hides a locked version: it stays, and is billed, until its lock ends.",
            mend: `Make trailwright:retentionDays at least ${objectLock.days}, or the lock shorter.`,
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

export const settingsRules = [unheard, tooLate, tooEarly, smallFiles, lockedLonger, lockedIn];
