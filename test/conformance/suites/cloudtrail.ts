import { call, type Step, type Suite } from "../suite.ts";

const document = (...Statement: unknown[]) => JSON.stringify({ Version: "2012-10-17", Statement });
const Principal = { Service: "cloudtrail.amazonaws.com" };
const bucketPolicy = (bucket: string) =>
  document(
    { Effect: "Allow", Principal, Action: "s3:GetBucketAcl", Resource: `arn:aws:s3:::${bucket}` },
    { Effect: "Allow", Principal, Action: "s3:PutObject", Resource: `arn:aws:s3:::${bucket}/*` },
  );
const trail = (name: string, region = "us-east-1") =>
  `arn:aws:cloudtrail:${region}:\${account}:trail/${name}`;
const tag = (Key: string, Value: string) => ({ Key, Value });

type More = Omit<Step, "operation" | "params">;
const missing: More = { fails: "TrailNotFoundException" };
const badName: More = { fails: "InvalidTrailNameException" };
const denied: More = { as: "nobody", fails: "AccessDeniedException" };
const unchecked = "moto does not check it.";
const breaks = "moto answers 500.";
const unfolded = "moto keeps names, and makes no ARN of them to look for.";

const before: readonly Step[] = [
  call("CreateBucket", { Bucket: "conformance-logs" }, { service: "s3" }),
  call(
    "PutBucketPolicy",
    { Bucket: "conformance-logs", Policy: bucketPolicy("conformance-logs") },
    { service: "s3" },
  ),
  call("CreateBucket", { Bucket: "conformance-closed" }, { service: "s3" }),
  call("CreateTopic", { Name: "trail-news" }, { service: "sns", save: { topic: "TopicArn" } }),
  call(
    "SetTopicAttributes",
    {
      TopicArn: "${topic}",
      AttributeName: "Policy",
      AttributeValue: document({ Effect: "Allow", Principal, Action: "SNS:Publish", Resource: "*" }),
    },
    { service: "sns" },
  ),
  call(
    "CreateKey",
    {
      Policy: document(
        {
          Effect: "Allow",
          Principal: { AWS: "arn:aws:iam::${account}:root" },
          Action: "kms:*",
          Resource: "*",
        },
        { Effect: "Allow", Principal, Action: ["kms:GenerateDataKey*", "kms:DescribeKey"], Resource: "*" },
      ),
    },
    { service: "kms", save: { key: "KeyMetadata.Arn" } },
  ),
];

const create: readonly Step[] = [
  call("CreateTrail", { Name: "plain", S3BucketName: "conformance-logs" }, { save: { plain: "TrailARN" } }),
  call("CreateTrail", {
    Name: "whole",
    S3BucketName: "conformance-logs",
    S3KeyPrefix: "prefix",
    SnsTopicName: "trail-news",
    IncludeGlobalServiceEvents: true,
    IsMultiRegionTrail: true,
    EnableLogFileValidation: true,
    TagsList: [tag("team", "audit")],
  }),
  call(
    "CreateTrail",
    { Name: "locked", S3BucketName: "conformance-logs", KmsKeyId: "${key}" },
    { region: "us-east-1" },
  ),
  call(
    "CreateTrail",
    { Name: "plain", S3BucketName: "conformance-logs" },
    { fails: "TrailAlreadyExistsException", only: unchecked },
  ),
  call("CreateTrail", { Name: "no", S3BucketName: "conformance-logs" }, badName),
  call("CreateTrail", { Name: "not a name", S3BucketName: "conformance-logs" }, badName),
  call("CreateTrail", { Name: "-begins", S3BucketName: "conformance-logs" }, badName),
  call(
    "CreateTrail",
    { Name: "192.168.5.4", S3BucketName: "conformance-logs" },
    { ...badName, only: unchecked },
  ),
  call(
    "CreateTrail",
    { Name: "bucketless", S3BucketName: "conformance-none" },
    { fails: "S3BucketDoesNotExistException" },
  ),
  call(
    "CreateTrail",
    { Name: "bucketless", S3BucketName: "NOT_A_BUCKET" },
    { fails: "InvalidS3BucketNameException", only: unchecked },
  ),
  call(
    "CreateTrail",
    { Name: "refused", S3BucketName: "conformance-closed" },
    { fails: "InsufficientS3BucketPolicyException", only: "moto reads no bucket policies." },
  ),
  call(
    "CreateTrail",
    { Name: "prefixed", S3BucketName: "conformance-logs", S3KeyPrefix: "x".repeat(201) },
    { fails: "InvalidS3PrefixException", only: unchecked },
  ),
  call(
    "CreateTrail",
    {
      Name: "combined",
      S3BucketName: "conformance-logs",
      IsMultiRegionTrail: true,
      IncludeGlobalServiceEvents: false,
    },
    { fails: "InvalidParameterCombinationException" },
  ),
  call(
    "CreateTrail",
    { Name: "topical", S3BucketName: "conformance-logs", SnsTopicName: "none" },
    { fails: "InsufficientSnsTopicPolicyException" },
  ),
  call(
    "CreateTrail",
    { Name: "topical", S3BucketName: "conformance-logs", SnsTopicName: "not a topic" },
    { fails: "InvalidSnsTopicNameException", only: unchecked },
  ),
  call(
    "CreateTrail",
    { Name: "keyed", S3BucketName: "conformance-logs", KmsKeyId: "alias/none" },
    { fails: "KmsKeyNotFoundException", only: unchecked },
  ),
  call(
    "CreateTrail",
    { Name: "tagged", S3BucketName: "conformance-logs", TagsList: [tag("aws:x", "1")] },
    { fails: "InvalidTagParameterException", only: unchecked },
  ),
  call(
    "CreateTrail",
    { Name: "everyones", S3BucketName: "conformance-logs", IsOrganizationTrail: true },
    { fails: "NotOrganizationMasterAccountException", only: unchecked },
  ),
  call(
    "CreateTrail",
    { Name: "everyones", S3BucketName: "conformance-logs", IsOrganizationTrail: true },
    { as: "management", fails: "CloudTrailAccessNotEnabledException" },
  ),
  call("CreateTrail", { Name: "mine", S3BucketName: "conformance-logs" }, denied),
  call("ListTrails"),
  call("CreateTrail", { Name: "elsewhere", S3BucketName: "conformance-logs" }, { region: "eu-central-1" }),
  call("CreateTrail", { Name: "fourth", S3BucketName: "conformance-logs" }),
  call("CreateTrail", { Name: "fifth", S3BucketName: "conformance-logs" }),
  call(
    "CreateTrail",
    { Name: "sixth", S3BucketName: "conformance-logs" },
    { fails: "MaximumNumberOfTrailsExceededException", only: unchecked },
  ),
];

const read: readonly Step[] = [
  call("DescribeTrails"),
  call("DescribeTrails", { includeShadowTrails: false }),
  call(
    "DescribeTrails",
    { trailNameList: ["plain", "nothing"] },
    { only: "moto describes all trails whatever is named." },
  ),
  call("DescribeTrails", { trailNameList: [trail("whole")] }, { region: "eu-central-1", only: unfolded }),
  call("DescribeTrails", { trailNameList: ["not a name"] }, { ...badName, only: unchecked }),
  call(
    "DescribeTrails",
    { trailNameList: ["arn:aws:s3:::bucket"] },
    { fails: "CloudTrailARNInvalidException", only: unchecked },
  ),
  call("DescribeTrails", {}, denied),
  call("DescribeTrails", {}, { region: "eu-central-1" }),
  call("GetTrail", { Name: "whole" }),
  call("GetTrail", { Name: "${plain}" }),
  call("GetTrail", { Name: "nothing" }, missing),
  call("GetTrail", { Name: "x" }, badName),
  call(
    "GetTrail",
    { Name: "arn:aws:s3:::bucket" },
    { fails: "CloudTrailARNInvalidException", only: unchecked },
  ),
  call("GetTrail", { Name: "whole" }, denied),
  call("ListTrails", {}, { only: "moto has the trails of one region." }),
  call("ListTrails", {}, denied),
  call("GetTrailStatus", { Name: "plain" }),
  call("GetTrailStatus", { Name: "nothing" }, missing),
  call("StartLogging", { Name: "whole" }),
  call("StartLogging", { Name: "nothing" }, { ...missing, only: breaks }),
  call(
    "StartLogging",
    { Name: trail("whole") },
    { region: "eu-central-1", fails: "InvalidHomeRegionException", only: unchecked },
  ),
  call("StartLogging", { Name: "whole" }, denied),
  call("GetTrailStatus", { Name: "whole" }, { only: "It has delivered nothing yet; moto says it has." }),
  call("GetTrailStatus", { Name: trail("whole") }, { region: "eu-central-1", only: unfolded }),
  call("StopLogging", { Name: "whole" }),
  call("StopLogging", { Name: "nothing" }, { ...missing, only: breaks }),
  call("GetTrailStatus", { Name: "whole" }),
  call("UpdateTrail", { Name: "plain", S3KeyPrefix: "new", EnableLogFileValidation: true }),
  call("UpdateTrail", { Name: "plain", S3KeyPrefix: "", EnableLogFileValidation: false }),
  call("UpdateTrail", { Name: "nothing", S3KeyPrefix: "new" }, missing),
  call(
    "UpdateTrail",
    { Name: "plain", S3BucketName: "conformance-none" },
    { fails: "S3BucketDoesNotExistException", only: unchecked },
  ),
  call(
    "UpdateTrail",
    { Name: "plain", IncludeGlobalServiceEvents: false, IsMultiRegionTrail: true },
    { fails: "InvalidParameterCombinationException", only: unchecked },
  ),
  call("UpdateTrail", { Name: "plain" }, denied),
];

const selectors: readonly Step[] = [
  call("GetEventSelectors", { TrailName: "plain" }),
  call("GetEventSelectors", { TrailName: "nothing" }, missing),
  call("PutEventSelectors", {
    TrailName: "plain",
    EventSelectors: [
      {
        ReadWriteType: "WriteOnly",
        IncludeManagementEvents: true,
        ExcludeManagementEventSources: ["kms.amazonaws.com"],
        DataResources: [{ Type: "AWS::S3::Object", Values: ["arn:aws:s3:::conformance-closed/"] }],
      },
    ],
  }),
  call("GetEventSelectors", { TrailName: "plain" }),
  call("PutEventSelectors", {
    TrailName: "whole",
    AdvancedEventSelectors: [
      { Name: "All management events", FieldSelectors: [{ Field: "eventCategory", Equals: ["Management"] }] },
      {
        Name: "Objects",
        FieldSelectors: [
          { Field: "eventCategory", Equals: ["Data"] },
          { Field: "resources.type", Equals: ["AWS::S3::Object"] },
          { Field: "resources.ARN", StartsWith: ["arn:aws:s3:::a"], NotEndsWith: ["/"] },
          { Field: "readOnly", Equals: ["false"] },
        ],
      },
    ],
  }),
  call("GetEventSelectors", { TrailName: "whole" }),
  call(
    "PutEventSelectors",
    {
      TrailName: "plain",
      EventSelectors: [{ DataResources: [{ Type: "AWS::Nothing::Here", Values: ["x"] }] }],
    },
    { fails: "InvalidEventSelectorsException", only: unchecked },
  ),
  call(
    "PutEventSelectors",
    {
      TrailName: "plain",
      AdvancedEventSelectors: [{ FieldSelectors: [{ Field: "readOnly", Equals: ["true"] }] }],
    },
    { fails: "InvalidEventSelectorsException", only: unchecked },
  ),
  call("PutEventSelectors", { TrailName: "nothing", EventSelectors: [{ ReadWriteType: "All" }] }, missing),
  call("PutEventSelectors", { TrailName: "plain", EventSelectors: [{ ReadWriteType: "All" }] }, denied),
  call("GetInsightSelectors", { TrailName: "plain" }, { fails: "InsightNotEnabledException" }),
  call("PutInsightSelectors", {
    TrailName: "whole",
    InsightSelectors: [{ InsightType: "ApiCallRateInsight" }, { InsightType: "ApiErrorRateInsight" }],
  }),
  call("GetInsightSelectors", { TrailName: "whole" }),
  call("GetInsightSelectors", { TrailName: "nothing" }, missing),
  call(
    "PutInsightSelectors",
    { TrailName: "whole", InsightSelectors: [{ InsightType: "Astrology" }] },
    { fails: "InvalidInsightSelectorsException", only: unchecked },
  ),
  call("PutInsightSelectors", { TrailName: "nothing", InsightSelectors: [] }, missing),
];

const lookup = "moto has no event history.";
const look = (params: Step["params"], more: More = {}): Step =>
  call("LookupEvents", params, { only: lookup, ...more });
const by = (AttributeKey: string, AttributeValue: string) => ({
  LookupAttributes: [{ AttributeKey, AttributeValue }],
});

const history: readonly Step[] = [
  look({}),
  look({ MaxResults: 1 }, { save: { page: "NextToken", event: "Events.0.EventId" } }),
  look({ MaxResults: 1, NextToken: "${page}" }),
  look(by("EventId", "${event}")),
  look(by("EventName", "CreateTrail"), { save: { accessKey: "Events.0.AccessKeyId" } }),
  look(by("EventSource", "s3.amazonaws.com")),
  look(by("ReadOnly", "false")),
  look(by("Username", "trailwright-admin")),
  look(by("ResourceType", "AWS::S3::Bucket")),
  look(by("ResourceName", "conformance-logs")),
  look(by("AccessKeyId", "${accessKey}")),
  look({
    StartTime: { $date: "2020-01-01T00:00:00+00:00" },
    EndTime: { $date: "2020-01-02T00:00:00+00:00" },
  }),
  look({ EventCategory: "insight" }),
  look(
    { StartTime: { $date: "2020-01-02T00:00:00+00:00" }, EndTime: { $date: "2020-01-01T00:00:00+00:00" } },
    { fails: "InvalidTimeRangeException" },
  ),
  look({ MaxResults: 51 }, { fails: "InvalidMaxResultsException" }),
  look({ NextToken: "not a token" }, { fails: "InvalidNextTokenException" }),
  look(by("Weather", "fine"), { fails: "InvalidLookupAttributesException" }),
  look({ EventCategory: "weather" }, { fails: "InvalidEventCategoryException" }),
  look({}, denied),
];

const tags: readonly Step[] = [
  call("AddTags", { ResourceId: "${plain}", TagsList: [tag("team", "audit"), tag("cost", "7")] }),
  call(
    "AddTags",
    { ResourceId: trail("nothing"), TagsList: [tag("a", "b")] },
    { fails: "ResourceNotFoundException", only: unchecked },
  ),
  call(
    "AddTags",
    { ResourceId: "plain", TagsList: [tag("a", "b")] },
    { fails: "CloudTrailARNInvalidException", only: unchecked },
  ),
  call(
    "AddTags",
    { ResourceId: "${plain}", TagsList: [tag("aws:a", "b")] },
    { fails: "InvalidTagParameterException", only: unchecked },
  ),
  call(
    "AddTags",
    { ResourceId: "${plain}", TagsList: Array.from({ length: 50 }, (_, index) => tag(`k${index}`, "v")) },
    { fails: "TagsLimitExceededException", only: unchecked },
  ),
  call("AddTags", { ResourceId: "${plain}", TagsList: [tag("a", "b")] }, denied),
  call("ListTags", { ResourceIdList: ["${plain}"] }),
  call(
    "ListTags",
    { ResourceIdList: [trail("nothing")] },
    { fails: "ResourceNotFoundException", only: unchecked },
  ),
  call("ListTags", { ResourceIdList: ["${plain}"] }, denied),
  call("RemoveTags", { ResourceId: "${plain}", TagsList: [tag("cost", "7")] }),
  call(
    "RemoveTags",
    { ResourceId: trail("nothing"), TagsList: [tag("a", "b")] },
    { fails: "ResourceNotFoundException", only: unchecked },
  ),
  call("ListTags", { ResourceIdList: ["${plain}"] }),
  call("ListPublicKeys", {}, { only: "moto signs no digests." }),
  call(
    "ListPublicKeys",
    { StartTime: { $date: "2020-01-02T00:00:00+00:00" }, EndTime: { $date: "2020-01-01T00:00:00+00:00" } },
    { fails: "InvalidTimeRangeException", only: "moto signs no digests." },
  ),
];

const organization: readonly Step[] = [
  call(
    "RegisterOrganizationDelegatedAdmin",
    { MemberAccountId: "${logArchiveAccount}" },
    { as: "management", fails: "CloudTrailAccessNotEnabledException" },
  ),
  call(
    "EnableAWSServiceAccess",
    { ServicePrincipal: "cloudtrail.amazonaws.com" },
    { service: "organizations", as: "management" },
  ),
  call(
    "RegisterOrganizationDelegatedAdmin",
    { MemberAccountId: "${logArchiveAccount}" },
    { fails: "NotOrganizationManagementAccountException", only: "moto does not have it." },
  ),
  call(
    "RegisterOrganizationDelegatedAdmin",
    { MemberAccountId: "${logArchiveAccount}" },
    { as: "management" },
  ),
  call(
    "RegisterOrganizationDelegatedAdmin",
    { MemberAccountId: "${logArchiveAccount}" },
    { as: "management", fails: "AccountRegisteredException" },
  ),
  call(
    "RegisterOrganizationDelegatedAdmin",
    { MemberAccountId: "${managementAccount}" },
    { as: "management", fails: "CannotDelegateManagementAccountException" },
  ),
  call(
    "RegisterOrganizationDelegatedAdmin",
    { MemberAccountId: "999999999999" },
    { as: "management", fails: "AccountNotFoundException" },
  ),
  call(
    "RegisterOrganizationDelegatedAdmin",
    { MemberAccountId: "nine" },
    { as: "management", fails: "InvalidParameterException" },
  ),
  call(
    "DeregisterOrganizationDelegatedAdmin",
    { DelegatedAdminAccountId: "${logArchiveAccount}" },
    { as: "management" },
  ),
  call(
    "DeregisterOrganizationDelegatedAdmin",
    { DelegatedAdminAccountId: "${logArchiveAccount}" },
    { as: "management", fails: "AccountNotRegisteredException" },
  ),
];

const end: readonly Step[] = [
  call("DeleteTrail", { Name: "plain" }),
  call("DeleteTrail", { Name: "plain" }, missing),
  call("DeleteTrail", { Name: "x" }, badName),
  call(
    "DeleteTrail",
    { Name: trail("whole") },
    { region: "eu-central-1", fails: "InvalidHomeRegionException", only: unchecked },
  ),
  call("DeleteTrail", { Name: "whole" }, denied),
  call("DeleteTrail", { Name: trail("whole") }),
  call("ListTrails", {}, { only: "moto has the trails of one region." }),
];

export const cloudtrail: Suite = {
  service: "cloudtrail",
  steps: [...before, ...create, ...read, ...selectors, ...history, ...tags, ...organization, ...end],
};
