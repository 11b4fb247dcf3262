/** A resource that a call names, as an ARN, and its type where records give one. */
export interface TouchedResource {
  readonly arn: string;
  readonly type?: string;
}

/** Where a call happens. */
export interface Place {
  readonly service: string;
  readonly region: string;
  readonly account: string;
}

type Input = Readonly<Record<string, unknown>>;
type Find = (input: Input, arn: (rest: string) => string, operation: string) => readonly string[];

/** How the resources of a service's calls are found in their parameters. */
const finders: Readonly<Record<string, { readonly type?: string; readonly find: Find }>> = {
  dynamodb: {
    type: "AWS::DynamoDB::Table",
    find: (input, arn) => tables(input).map((t) => own(t, arn, "table/")),
  },
  kinesis: {
    type: "AWS::Kinesis::Stream",
    find: (input, arn) => texts(input, "StreamARN", "StreamName").map((s) => own(s, arn, "stream/")),
  },
  lambda: {
    type: "AWS::Lambda::Function",
    // `name`, `name:qualifier`, `account:function:name` or an ARN.
    find: (input, arn) =>
      texts(input, "FunctionName").map((name) =>
        name.startsWith("arn:") ? name : arn(`function:${name.replace(/^\d{12}:function:/, "")}`),
      ),
  },
  secretsmanager: {
    // IAM sees the ARN with six random characters at its end; a name alone does not tell them.
    find: (input, arn) => texts(input, "SecretId", "Name").map((s) => own(s, arn, "secret:", "-??????")),
  },
  sns: {
    type: "AWS::SNS::Topic",
    find: (input, arn) => [
      ...texts(input, "TopicArn", "TargetArn"),
      ...(input["TopicArn"] === undefined ? texts(input, "Name").map((name) => own(name, arn, "")) : []),
    ],
  },
  sqs: {
    type: "AWS::SQS::Queue",
    find: (input, arn) =>
      texts(input, "QueueUrl", "QueueName").map((queue) => arn(queue.split("/").at(-1) ?? queue)),
  },
  ssm: {
    find: (input, arn, operation) =>
      /Parameters?$/.test(operation)
        ? texts(input, "Name", "Names").map((name) => own(name.replace(/^\//, ""), arn, "parameter/"))
        : [],
  },
  states: { find: (input) => texts(input, "stateMachineArn", "executionArn") },
};

/** The resources a call names; none where the service is not known that well. */
export function touchedResources(place: Place, operation: string, input: Input): readonly TouchedResource[] {
  const finder = Object.hasOwn(finders, place.service) ? finders[place.service] : undefined;
  if (!finder) return [];
  const arn = (rest: string) => `arn:aws:${place.service}:${place.region}:${place.account}:${rest}`;
  const { type } = finder;
  return [...new Set(finder.find(input, arn, operation))].map((found) => ({
    arn: found,
    ...(type === undefined ? {} : { type }),
  }));
}

/** A whole ARN as it is, a name with what stands around it. */
function own(name: string, arn: (rest: string) => string, before: string, after = ""): string {
  return name.startsWith("arn:") ? name : arn(`${before}${name}${after}`);
}

function texts(input: Input, ...names: readonly string[]): string[] {
  return names.flatMap((name) => {
    const value = input[name];
    return (Array.isArray(value) ? (value as unknown[]) : [value]).filter((v) => typeof v === "string");
  });
}

/** Tables of single calls, of batches and of transactions. */
function tables(input: Input): string[] {
  const batches = Object.keys((input["RequestItems"] as object | undefined) ?? {});
  const steps = Array.isArray(input["TransactItems"]) ? (input["TransactItems"] as unknown[]) : [];
  const inSteps = steps.flatMap((step) =>
    Object.values((step as object | null) ?? {}).flatMap((action) => texts(action as Input, "TableName")),
  );
  return [...texts(input, "TableName"), ...batches, ...inSteps];
}
