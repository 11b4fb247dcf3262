/** Operations whose name says that they change nothing. */
const reads =
  /^(?:BatchCheck|BatchDescribe|BatchGet|Check|Describe|Discover|Estimate|Get|Head|List|Lookup|Preview|Query|Scan|Search|Select|TransactGet|Validate|View)(?![a-z])/;

/** Whether an operation only reads, by the first words of its name. */
export function readsOnly(operation: string): boolean {
  return reads.test(operation);
}

/** Data-plane operations ("Logging data events", CloudTrail User Guide); all others are management events. */
const dataPlane: Readonly<Record<string, RegExp>> = {
  dynamodb:
    /^(?:(?:Get|Put|Update|Delete)Item|Query|Scan|Batch(?:Get|Write)Item|Transact(?:Get|Write)Items|ExecuteStatement|BatchExecuteStatement|ExecuteTransaction|GetRecords|GetShardIterator)$/,
  kinesis: /^(?:PutRecords?|GetRecords|GetShardIterator|SubscribeToShard)$/,
  lambda: /^(?:Invoke|InvokeAsync|InvokeWithResponseStream)$/,
  monitoring: /^(?:PutMetricData|GetMetricData|GetMetricStatistics|ListMetrics|GetMetricWidgetImage)$/,
  sns: /^(?:Publish|PublishBatch)$/,
  sqs: /^(?:(?:Send|Delete)Message(?:Batch)?|ReceiveMessage|ChangeMessageVisibility(?:Batch)?)$/,
};

/** Whether an operation's events are data events. @param service signing name */
export function isDataPlane(service: string, operation: string): boolean {
  return Object.hasOwn(dataPlane, service) && dataPlane[service]!.test(operation);
}

/** Data events that show what was answered: the ids of what was sent. */
export function dataEventShowsAnswer(service: string): boolean {
  return service === "sns" || service === "sqs";
}

/** Lambda's older calls are recorded under versioned names ("Logging Lambda API calls"; measured in real records). */
export function eventNameOf(service: string, operation: string, rawPath: string): string {
  const date = /^\/(2015-03-31|2017-03-31|2017-10-31|2018-10-31)\//.exec(rawPath)?.[1];
  if (service !== "lambda" || date === undefined || isDataPlane(service, operation)) return operation;
  return `${operation}${date.replaceAll("-", "")}${secondVersions.has(operation) ? "v2" : ""}`;
}

const secondVersions = new Set([
  "AddPermission",
  "GetFunction",
  "GetFunctionConfiguration",
  "GetPolicy",
  "RemovePermission",
  "TagResource",
  "UntagResource",
  "UpdateFunctionCode",
  "UpdateFunctionConfiguration",
]);

/** The IAM action of an operation, where it is not `prefix:Operation`. */
export function actionOf(prefix: string, operation: string, method: string): string {
  // API Gateway's actions are HTTP methods ("Actions, resources, and condition keys for Amazon API Gateway Management").
  if (prefix === "apigateway") return `apigateway:${method}`;
  if (prefix === "lambda" && isDataPlane("lambda", operation)) return "lambda:InvokeFunction";
  return `${prefix}:${operation}`;
}
