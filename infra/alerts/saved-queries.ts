/** A question to a trail's log group, kept in CloudWatch Logs Insights under its name. */
export interface SavedQuery {
  /** Also the end of its name. */
  readonly id: string;
  readonly title: string;
  /** What it answers; the query begins with this as a comment. */
  readonly description: string;
  /** Logs Insights' commands, one a line ("CloudWatch Logs Insights language query syntax"). */
  readonly commands: readonly string[];
}

const call =
  "fields @timestamp, userIdentity.arn, eventSource, eventName, awsRegion, sourceIPAddress, errorCode";
const newest = ["sort @timestamp desc", "limit 100"];
const counted =
  "stats count(*) as calls, min(eventTime) as firstCall, max(eventTime) as lastCall, count_distinct(eventName) as operations";
const most = ["sort calls desc", "limit 100"];

/** The questions that come with a trail's log group: what people who look after an account ask first. */
export const savedQueries: readonly SavedQuery[] = [
  {
    id: "denied-calls",
    title: "Denied calls",
    description: "Calls that were refused for want of permission, newest first.",
    commands: [
      `${call}, errorMessage`,
      'filter errorCode like /^AccessDenied/ or errorCode like /UnauthorizedOperation$/ or errorCode = "UnauthorizedAccess"',
      ...newest,
    ],
  },
  {
    id: "root-use",
    title: "Use of the root user",
    description: "What the account's root user did itself, newest first.",
    commands: [
      call,
      'filter userIdentity.type = "Root" and not ispresent(userIdentity.invokedBy) and eventType != "AwsServiceEvent"',
      ...newest,
    ],
  },
  {
    id: "console-logins",
    title: "Console logins",
    description: "Who signed in to the console, from where, with which success and whether with MFA.",
    commands: [
      "fields @timestamp, userIdentity.arn, sourceIPAddress, responseElements.ConsoleLogin, additionalEventData.MFAUsed, errorMessage",
      'filter eventName = "ConsoleLogin"',
      ...newest,
    ],
  },
  {
    id: "iam-changes",
    title: "Changes to IAM",
    description: "Who changed users, roles, policies or keys, newest first.",
    commands: [
      call,
      'filter eventSource = "iam.amazonaws.com" and eventName not like /^(Get|List|Generate|Simulate)/',
      ...newest,
    ],
  },
  {
    id: "by-access-key",
    title: "Calls by access key",
    description: "How much each access key was used, by whom and when; narrow it by a filter on one key.",
    commands: [
      "filter ispresent(userIdentity.accessKeyId)",
      `${counted} by userIdentity.accessKeyId, userIdentity.arn`,
      ...most,
    ],
  },
  {
    id: "by-source-address",
    title: "Calls by source address",
    description: "Where calls came from and who made them; narrow it by a filter on one address.",
    commands: [`${counted} by sourceIPAddress, userIdentity.arn`, ...most],
  },
];

/** A saved query as Logs Insights takes it. Pure. */
export const savedQueryText = ({ description, commands }: SavedQuery): string =>
  [`# ${description}`, commands.join("\n| ")].join("\n");
