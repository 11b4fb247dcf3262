import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { check } from "../../../../infra/sandbox/provider/check.ts";
import { diff, withIgnored } from "../../../../infra/sandbox/provider/diff.ts";
import { formatPath } from "../../../../infra/sandbox/provider/property-path.ts";
import { type Properties, UNKNOWN } from "../../../../infra/sandbox/provider/property-value.ts";
import { resourceType, resourceTypes } from "../../../../infra/sandbox/provider/types/index.ts";

const document = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"a:b","Resource":"*"}]}';

/** Inputs of every type that make sense. */
const samples: Readonly<Record<string, Properties>> = {
  "aws:s3/bucket:Bucket": { bucket: "logs", forceDestroy: true, tags: { purpose: "audit", empty: "" } },
  "aws:s3/bucketPolicy:BucketPolicy": {
    bucket: "logs",
    policy:
      '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["a:b","a:c"],"Principal":"*"}]}',
  },
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": { bucket: "logs", blockPublicAcls: true },
  "aws:s3/bucketOwnershipControls:BucketOwnershipControls": {
    bucket: "logs",
    rule: { objectOwnership: "BucketOwnerEnforced" },
  },
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": {
    bucket: "logs",
    rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" }, bucketKeyEnabled: true }],
  },
  "aws:s3/bucketVersioning:BucketVersioning": {
    bucket: "logs",
    versioningConfiguration: { status: "Enabled" },
  },
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": {
    bucket: "logs",
    rules: [
      { id: "a", status: "Enabled", filter: {}, expiration: { days: 365 } },
      { id: "b", status: "Enabled", filter: { prefix: "x/" }, expiration: { days: 30 } },
    ],
  },
  "aws:cloudtrail/trail:Trail": {
    name: "MyTrail",
    s3BucketName: "logs",
    eventSelectors: [
      { readWriteType: "All", dataResources: [{ type: "AWS::S3::Object", values: ["arn:aws:s3"] }] },
    ],
    insightSelectors: [{ insightType: "ApiCallRateInsight" }],
  },
  "aws:s3/bucketLogging:BucketLogging": { bucket: "logs", targetBucket: "access", targetPrefix: "logs/" },
  "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration": {
    bucket: "logs",
    rule: { defaultRetention: { mode: "GOVERNANCE", days: 30 } },
  },
  "aws:kms/key:Key": {
    description: "Log files",
    enableKeyRotation: true,
    policy: document,
    tags: { a: "b" },
  },
  "aws:kms/alias:Alias": { name: "alias/logs", targetKeyId: "1234abcd-12ab-34cd-56ef-1234567890ab" },
  "aws:cloudwatch/logGroup:LogGroup": { name: "events", retentionInDays: 400, tags: { a: "b" } },
  "aws:cloudwatch/logMetricFilter:LogMetricFilter": {
    name: "root-use",
    logGroupName: "events",
    pattern: '{ $.userIdentity.type = "Root" }',
    metricTransformation: { name: "RootUse", namespace: "Trail", value: "1" },
  },
  "aws:cloudwatch/metricAlarm:MetricAlarm": {
    name: "root-use",
    metricName: "RootUse",
    namespace: "Trail",
    comparisonOperator: "GreaterThanOrEqualToThreshold",
    evaluationPeriods: 1,
    period: 300,
    statistic: "Sum",
    threshold: 1,
    alarmActions: ["arn:aws:sns:us-east-1:111122223333:alarms"],
  },
  "aws:cloudwatch/queryDefinition:QueryDefinition": {
    name: "trailwright/audit/denied",
    queryString: "fields @timestamp",
    logGroupNames: ["events"],
  },
  "aws:iam/role:Role": { name: "events", assumeRolePolicy: document, tags: { a: "b" } },
  "aws:iam/rolePolicy:RolePolicy": { name: "write", role: "events", policy: document },
  "aws:sns/topic:Topic": { name: "alarms", tags: { a: "b" } },
  "aws:sns/topicPolicy:TopicPolicy": { arn: "arn:aws:sns:us-east-1:111122223333:alarms", policy: document },
  "aws:sns/topicSubscription:TopicSubscription": {
    topic: "arn:aws:sns:us-east-1:111122223333:alarms",
    protocol: "sqs",
    endpoint: "arn:aws:sqs:us-east-1:111122223333:alarms",
  },
  "aws:sqs/queue:Queue": { name: "deliveries", messageRetentionSeconds: 1_209_600, tags: { a: "b" } },
  "aws:sqs/queuePolicy:QueuePolicy": {
    queueUrl: "https://sqs.us-east-1.amazonaws.com/111122223333/deliveries",
    policy: document,
  },
  "aws:athena/workgroup:Workgroup": {
    name: "audit",
    configuration: { resultConfiguration: { outputLocation: "s3://logs/athena-results/" } },
    tags: { a: "b" },
  },
  "aws:athena/namedQuery:NamedQuery": {
    name: "denied",
    database: "audit",
    workgroup: "audit",
    query: "select 1",
  },
  "aws:glue/catalogDatabase:CatalogDatabase": { name: "audit" },
  "aws:glue/catalogTable:CatalogTable": {
    name: "events",
    databaseName: "audit",
    tableType: "EXTERNAL_TABLE",
    parameters: { "projection.enabled": "true" },
  },
};

const checked = (token: string, inputs: Properties) =>
  check(resourceType(token), inputs, { name: "x", randomSeed: new Uint8Array([1]), region: "us-east-1" })
    .inputs;

/** A state that says just what the inputs say. */
const stateOf = (token: string, inputs: Properties): Properties => {
  const made = checked(token, inputs);
  return { ...made, ...(made["tags"] ? { tagsAll: made["tags"] } : {}) };
};

const changes = (token: string, state: Properties, inputs: Properties, defaultTags = {}) =>
  diff(resourceType(token), state, checked(token, inputs), defaultTags).differences.map(
    ({ path, kind, replaces }) => `${formatPath(path)} ${kind}${replaces ? " replace" : ""}`,
  );

test("there is a sample of every type", () => {
  expect(Object.keys(samples).sort()).toEqual(resourceTypes.map(({ token }) => token).sort());
});

describe.each(Object.entries(samples))("%s", (token, inputs) => {
  test("is the same as itself", () => {
    expect(changes(token, stateOf(token, inputs), inputs)).toEqual([]);
  });

  test("differs where a property is not known yet, and is replaced where that would replace it", () => {
    const type = resourceType(token);
    for (const name of Object.keys(inputs)) {
      const found = diff(type, stateOf(token, inputs), { ...checked(token, inputs), [name]: UNKNOWN });
      expect(found.differences.map(({ path }) => path[0])).toEqual([name]);
      expect(found.replaces.length > 0).toBe(type.schema.inputs[name]!.replaces ?? false);
    }
  });

  // IAM has no regions.
  test.skipIf(token.startsWith("aws:iam/"))("another region is another resource", () => {
    const moved = diff(
      resourceType(token),
      stateOf(token, inputs),
      checked(token, { ...inputs, region: "eu-west-1" }),
    );
    expect(moved.replaces).toEqual(["region"]);
  });

  test("ignoring every property leaves nothing to do", () => {
    const type = resourceType(token);
    const state = stateOf(token, inputs);
    const other = Object.fromEntries(Object.keys(inputs).map((name) => [name, UNKNOWN]));
    expect(diff(type, state, withIgnored(other, state, Object.keys(inputs))).differences).toEqual([]);
  });
});

describe("a bucket", () => {
  const token = "aws:s3/bucket:Bucket";
  const state = stateOf(token, samples[token]!);

  test("tags are compared one by one", () => {
    const tags = { purpose: "fun", "cost.center": "1" };
    expect(changes(token, state, { ...samples[token], tags })).toEqual([
      "tags.purpose update",
      "tags.empty delete",
      'tags["cost.center"] add',
    ]);
  });

  test("changed default tags show where the bucket's own do not differ", () => {
    expect(changes(token, state, samples[token]!, { team: "blue" })).toEqual(["tagsAll.team add"]);
    expect(changes(token, state, samples[token]!, { purpose: "overridden" })).toEqual([]);
  });

  test("another name replaces it; a replacement under the same name deletes first", () => {
    const renamed = diff(resourceType(token), state, checked(token, { ...samples[token], bucket: "other" }));
    expect(renamed).toMatchObject({ replaces: ["bucket"], deleteBeforeReplace: false });
    const moved = diff(
      resourceType(token),
      state,
      checked(token, { ...samples[token], region: "eu-west-1" }),
    );
    expect(moved).toMatchObject({ replaces: ["region"], deleteBeforeReplace: true });
  });
});

describe("a policy", () => {
  const token = "aws:s3/bucketPolicy:BucketPolicy";
  const state = stateOf(token, samples[token]!);

  test("written differently is the same", () => {
    const policy =
      '{ "Statement": {"Principal": {"AWS":"*"}, "Action":["a:c","A:B"], "Effect":"Allow"}, "Version":"2012-10-17" }';
    expect(changes(token, state, { bucket: "logs", policy })).toEqual([]);
  });

  test("meaning something else differs", () => {
    const policy = '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"a:b","Principal":"*"}]}';
    expect(changes(token, state, { bucket: "logs", policy })).toEqual(["policy update"]);
  });
});

describe("lifecycle rules", () => {
  const token = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration";
  const [first, second] = samples[token]!["rules"] as Properties[];
  const state = stateOf(token, samples[token]!);

  test("may come in any order", () => {
    expect(changes(token, state, { bucket: "logs", rules: [second!, first!] })).toEqual([]);
  });

  test("a changed one is told by its id", () => {
    const rules = [{ ...second, expiration: { days: 31 } }, first!];
    expect(changes(token, state, { bucket: "logs", rules })).toEqual(["rules[1].expiration.days update"]);
  });

  test("what S3 fills in is no difference", () => {
    const rules = [
      { ...first, prefix: "", filter: { prefix: "", objectSizeGreaterThan: 0 }, transitions: [] },
      { ...second, expiration: { days: 30, expiredObjectDeleteMarker: false } },
    ];
    expect(changes(token, { ...state, rules }, samples[token]!)).toEqual([]);
  });

  test("one more and one less", () => {
    expect(changes(token, state, { bucket: "logs", rules: [first!] })).toEqual(["rules[1] delete"]);
    const third = { id: "c", status: "Disabled", expiration: { days: 1 } };
    expect(changes(token, state, { bucket: "logs", rules: [first!, second!, third] })).toEqual([
      "rules[2] add",
    ]);
  });
});

describe("a trail", () => {
  const token = "aws:cloudtrail/trail:Trail";
  const state = stateOf(token, samples[token]!);

  test("taking selectors away and switching off are changes in place", () => {
    expect(changes(token, state, { name: "MyTrail", s3BucketName: "logs", enableLogging: false })).toEqual([
      "enableLogging update",
      "eventSelectors delete",
      "insightSelectors delete",
    ]);
  });

  test("drift from a default is a difference though the program says nothing", () => {
    expect(changes(token, { ...state, includeGlobalServiceEvents: false }, samples[token]!)).toEqual([
      "includeGlobalServiceEvents update",
    ]);
  });
});

test("a set is the same in any order and not the same with another member", () => {
  const token = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration";
  const types = ["NONE", "SSE-C"];
  fc.assert(
    fc.property(fc.shuffledSubarray(types, { minLength: 2 }), (blockedEncryptionTypes) => {
      const inputs = { bucket: "b", rules: [{ blockedEncryptionTypes }] };
      const state = stateOf(token, { bucket: "b", rules: [{ blockedEncryptionTypes: types }] });
      expect(changes(token, state, inputs)).toEqual([]);
      const fewer = { bucket: "b", rules: [{ blockedEncryptionTypes: types.slice(1) }] };
      expect(changes(token, state, fewer)).not.toEqual([]);
    }),
  );
});
