/** What each statement of our policies is there for, by its Sid: a sentence for screens and plans. */
export const statementMeanings = {
  // The log bucket's policy.
  AWSCloudTrailAclCheck:
    "CloudTrail may read the bucket's ACL, to see before each delivery whose bucket it is.",
  AWSCloudTrailWrite:
    "CloudTrail may write log files into the folders of these accounts, for these trails only.",
  AWSCloudTrailOrganizationWrite:
    "CloudTrail may write the log files of all accounts of the organization, for the organization's trail only.",
  ListOwnLogFiles: "Accounts that deliver here may list the folder of their own log files.",
  ReadOwnLogFiles: "Accounts that deliver here may read their own log files, and nothing else.",
  DenyWithoutTls: "Nobody may use the bucket over a connection without TLS.",
  // The policy of the key that encrypts log files.
  EnableAccountPermissions:
    "The account keeps control of its key: its IAM policies decide who administers and uses it.",
  AllowCloudTrailEncrypt: "CloudTrail may encrypt log files with the key, for these trails only.",
  AllowCloudTrailDescribeKey: "CloudTrail may look up the key, to see that it is there and enabled.",
  AllowDecryptInAccount:
    "Who may read log files of the bucket in this account may decrypt them; the key opens nothing else.",
  AllowDecryptInDeliveringAccounts:
    "Accounts whose trails deliver here may decrypt log files of these trails, as far as the bucket lets them read.",
  // The policy of the bucket that gets access logs.
  S3ServerAccessLogsPolicy: "S3 may write the access logs of the log bucket, and of no other bucket.",
  // The policies around a trail's alerts and notices.
  AssumeAsCloudTrail: "CloudTrail may take on the role, to write events of trails to CloudWatch Logs.",
  CreateLogStream: "The role may open log streams for this trail's events in the stack's log group.",
  PutLogEvents: "The role may write events into these log streams, and read nothing.",
  PublishAlarms: "CloudWatch may tell the topic of alarms of this account.",
  PublishDeliveries: "CloudTrail may tell the topic of log files of this trail only.",
  SendDeliveries: "The topic of deliveries may send to the queue, and nobody else.",
} as const;
