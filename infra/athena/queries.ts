/** A question to the table, kept in the workgroup under its name. */
export interface NamedQuery {
  /** Also the name of its resource. */
  readonly id: string;
  readonly name: string;
  readonly description: string;
  /** What is selected of the log files of the last days. */
  readonly select: string;
  /** Which records; `?` is asked for when the query is run (execution parameters). */
  readonly where: string;
  readonly rest: string;
}

const call =
  "eventtime, useridentity.arn AS who, eventsource, eventname, awsregion, sourceipaddress, errorcode, requestparameters";
const newest = "ORDER BY eventtime DESC\nLIMIT 1000";
const denied =
  "(errorcode LIKE 'AccessDenied%' OR errorcode LIKE '%UnauthorizedOperation' OR errorcode = 'UnauthorizedAccess')";
const changes = (service: string) => `eventsource = '${service}.amazonaws.com' AND readonly = 'false'`;

/** The questions that come with a trail's table. */
export const namedQueries: readonly NamedQuery[] = [
  {
    id: "who-did-what",
    name: "Who did what",
    description: "Each identity's calls by service and operation, the most frequent first.",
    select:
      "useridentity.arn AS who, useridentity.type AS kind, eventsource, eventname, count(*) AS calls, min(eventtime) AS first_call, max(eventtime) AS last_call",
    where: "eventtype = 'AwsApiCall'",
    rest: "GROUP BY useridentity.arn, useridentity.type, eventsource, eventname\nORDER BY calls DESC\nLIMIT 1000",
  },
  {
    id: "denied-calls",
    name: "Denied calls",
    description: "Calls that were refused for want of permission, newest first.",
    select: `${call}, errormessage`,
    where: denied,
    rest: newest,
  },
  {
    id: "root-use",
    name: "Use of the root user",
    description: "What the account's root user did itself, newest first.",
    select: call,
    where: "useridentity.type = 'Root' AND useridentity.invokedby IS NULL AND eventtype <> 'AwsServiceEvent'",
    rest: newest,
  },
  {
    id: "console-logins",
    name: "Console logins",
    description: "Who signed in to the console, from where, with which success and whether with MFA.",
    select:
      "eventtime, useridentity.arn AS who, sourceipaddress, json_extract_scalar(responseelements, '$.ConsoleLogin') AS outcome, json_extract_scalar(additionaleventdata, '$.MFAUsed') AS mfa, errormessage",
    where: "eventname = 'ConsoleLogin'",
    rest: newest,
  },
  {
    id: "by-access-key",
    name: "Calls by access key",
    description: "Everything signed with one access key; its id is asked for.",
    select: call,
    where: "useridentity.accesskeyid = ?",
    rest: newest,
  },
  {
    id: "by-source-address",
    name: "Calls by source address",
    description: "Everything that came from one address; the address is asked for.",
    select: call,
    where: "sourceipaddress = ?",
    rest: newest,
  },
  {
    id: "security-group-changes",
    name: "Changes to security groups",
    description: "Who opened, closed, made or deleted security groups and their rules.",
    select: call,
    where:
      "eventsource = 'ec2.amazonaws.com' AND readonly = 'false' AND (eventname LIKE '%SecurityGroup%' OR eventname = 'ModifyNetworkInterfaceAttribute')",
    rest: newest,
  },
  {
    id: "iam-changes",
    name: "Changes to IAM",
    description: "Who changed users, roles, groups, policies or keys.",
    select: call,
    where: changes("iam"),
    rest: newest,
  },
  {
    id: "trail-changes",
    name: "Changes to trails",
    description: "Who made, changed, stopped or deleted trails and event data stores.",
    select: call,
    where: changes("cloudtrail"),
    rest: newest,
  },
  {
    id: "bucket-access",
    name: "Data access of a bucket",
    description:
      "Who read, wrote or deleted objects of one bucket; its name is asked for. Needs data events.",
    select: `${call}, json_extract_scalar(requestparameters, '$.key') AS object_key`,
    where:
      "eventcategory = 'Data' AND eventsource = 's3.amazonaws.com' AND json_extract_scalar(requestparameters, '$.bucketName') = ?",
    rest: newest,
  },
];

/** Which files a query reads. */
export interface QueryScope {
  readonly database: string;
  readonly table: string;
  /** Of the last so many days. */
  readonly days: number;
  /** The only account to look at; left out, all that the table knows. */
  readonly account?: string | undefined;
}

/** A query's text for Athena (Trino's SQL). Days and account come first: they decide which files are read. Pure. */
export function queryText({ select, where, rest }: NamedQuery, scope: QueryScope): string {
  const day = `"timestamp" >= date_format(current_date - interval '${scope.days}' day, '%Y/%m/%d')`;
  const account = scope.account === undefined ? "" : `\n  AND account = '${scope.account}'`;
  const from = `"${scope.database}"."${scope.table}"`;
  return `SELECT ${select}\nFROM ${from}\nWHERE ${day}${account}\n  AND ${where}\n${rest}`;
}
