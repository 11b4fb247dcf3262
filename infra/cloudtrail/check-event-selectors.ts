import {
  type AdvancedEventSelector,
  type EventSelector,
  type FieldSelector,
  type Operator,
  operators,
  type Selection,
} from "./event-selectors.ts";

/** A selection that CloudTrail would take, or what is wrong with it (the message of InvalidEventSelectorsException). */
export type CheckedSelectors = { readonly selection: Selection } | { readonly problem: string };

class Problem extends Error {}

/**
 * Checks what PutEventSelectors is given ("PutEventSelectors", "AdvancedFieldSelector", CloudTrail API Reference) and
 * fills in defaults. Pure.
 */
export function checkEventSelectors(given: {
  readonly EventSelectors?: readonly unknown[] | undefined;
  readonly AdvancedEventSelectors?: readonly unknown[] | undefined;
}): CheckedSelectors {
  const { EventSelectors: basic, AdvancedEventSelectors: advanced } = given;
  try {
    if (basic && advanced) fail("Give either EventSelectors or AdvancedEventSelectors, not both.");
    if (basic) return { selection: { EventSelectors: checkBasic(basic) } };
    if (advanced) return { selection: { AdvancedEventSelectors: checkAdvanced(advanced) } };
    return { problem: "EventSelectors or AdvancedEventSelectors must be given." };
  } catch (error) {
    if (error instanceof Problem) return { problem: error.message };
    throw error;
  }
}

function fail(message: string): never {
  throw new Problem(message);
}

const dataTypes: Readonly<Record<string, RegExp>> = {
  "AWS::S3::Object": /^arn:aws[a-z-]*:s3(:::[^*?]*)?$/,
  "AWS::Lambda::Function": /^arn:aws[a-z-]*:lambda(:[a-z0-9-]+:\d{12}:function:[^*?]+)?$/,
  "AWS::DynamoDB::Table": /^arn:aws[a-z-]*:dynamodb(:[a-z0-9-]+:\d{12}:table\/[^*?]+)?$/,
};

const excludable = ["kms.amazonaws.com", "rdsdata.amazonaws.com"];

function checkBasic(given: readonly unknown[]): readonly EventSelector[] {
  if (given.length < 1 || given.length > 5) fail("A trail has one to five event selectors.");
  const selectors = given.map(basicSelector);
  const values = selectors
    .flatMap(({ DataResources }) => DataResources)
    .flatMap(({ Values }) =>
      Values.filter((value) => !/^arn:aws[a-z-]*:(s3(:::)?|lambda|dynamodb)$/.test(value)),
    );
  if (values.length > 250) fail("A trail is limited to 250 data resources over all its event selectors.");
  return selectors;
}

function basicSelector(given: unknown): EventSelector {
  const { ReadWriteType, IncludeManagementEvents, DataResources, ExcludeManagementEventSources, ...rest } =
    members(given, "EventSelectors");
  const unknown = Object.keys(rest)[0];
  if (unknown) fail(`${unknown} is no member of an event selector.`);
  const type = ReadWriteType ?? "All";
  if (type !== "All" && type !== "ReadOnly" && type !== "WriteOnly")
    return fail(
      `Value ${String(type)} for ReadWriteType is invalid. Valid values: ReadOnly, WriteOnly, All.`,
    );
  const management = IncludeManagementEvents ?? true;
  if (typeof management !== "boolean") return fail("IncludeManagementEvents must be true or false.");
  const excluded = texts(ExcludeManagementEventSources ?? [], "ExcludeManagementEventSources");
  const bad = excluded.find((source) => !excludable.includes(source));
  if (bad !== undefined) fail(`Value ${bad} for ExcludeManagementEventSources is invalid.`);
  return {
    ReadWriteType: type,
    IncludeManagementEvents: management,
    DataResources: array(DataResources ?? [], "DataResources").map(dataResource),
    ExcludeManagementEventSources: excluded,
  };
}

function dataResource(given: unknown): EventSelector["DataResources"][number] {
  const { Type, Values } = members(given, "DataResources");
  const form = typeof Type === "string" ? dataTypes[Type] : undefined;
  if (typeof Type !== "string" || !form)
    return fail(`Value ${String(Type)} for DataResources.Type is invalid.`);
  const values = texts(Values ?? [], "DataResources.Values");
  const bad = values.find((value) => !form.test(value));
  if (bad !== undefined) fail(`Value ${bad} for DataResources.Values is invalid`);
  return { Type, Values: values };
}

/** Fields a trail's selectors of each category may name; the first ones must be there. */
const fields: Readonly<
  Record<string, { readonly required: readonly string[]; readonly allowed: readonly string[] }>
> = {
  Management: { required: [], allowed: ["readOnly", "eventSource"] },
  Data: {
    required: ["resources.type"],
    allowed: [
      "readOnly",
      "eventName",
      "eventSource",
      "eventType",
      "resources.ARN",
      "userIdentity.arn",
      "sessionCredentialFromConsole",
    ],
  },
  NetworkActivity: {
    required: ["eventSource"],
    allowed: ["eventName", "errorCode", "vpcEndpointId", "userIdentity.arn"],
  },
};

/** Sources without network activity events ("Understanding CloudTrail events", user guide, lists those that have them). */
const withoutNetworkActivity =
  /^(?:iam|organizations|logs|monitoring|health|support)\.amazonaws\.com$|^(?!.*\.amazonaws\.com$)/;

/** Fields that take one value of Equals and nothing else. */
const single = new Set(["eventCategory", "readOnly", "resources.type"]);

function checkAdvanced(given: readonly unknown[]): readonly AdvancedEventSelector[] {
  if (given.length < 1) fail("A trail has at least one advanced event selector.");
  const selectors = given.map(advancedSelector);
  const values = selectors.flatMap(({ FieldSelectors }) =>
    FieldSelectors.flatMap((field) => operators.flatMap((operator) => field[operator] ?? [])),
  );
  if (values.length > 500) fail("A trail is limited to 500 values over all its advanced event selectors.");
  return selectors;
}

function advancedSelector(given: unknown): AdvancedEventSelector {
  const { Name, FieldSelectors, ...rest } = members(given, "AdvancedEventSelectors");
  const unknown = Object.keys(rest)[0];
  if (unknown) fail(`${unknown} is no member of an advanced event selector.`);
  if (Name !== undefined && (typeof Name !== "string" || Name.length > 1000))
    fail("Name is a text of at most 1000 characters.");
  const selectors = array(FieldSelectors ?? [], "FieldSelectors").map(fieldSelector);
  const names = selectors.map(({ Field }) => Field);
  if (new Set(names).size < names.length)
    fail("A field may be named only once in an advanced event selector.");
  const category = selectors.find(({ Field }) => Field === "eventCategory")?.Equals?.[0];
  if (category === undefined)
    return fail("Each advanced event selector must select one eventCategory by Equals.");
  const rules = Object.hasOwn(fields, category) ? fields[category] : undefined;
  if (!rules) return fail(`Value ${category} for eventCategory is invalid for a trail.`);
  const missing = rules.required.find((field) => !names.includes(field));
  if (missing) fail(`An advanced event selector of category ${category} must select ${missing}.`);
  const foreign = names.find(
    (name) => name !== "eventCategory" && ![...rules.required, ...rules.allowed].includes(name),
  );
  if (foreign) fail(`Field ${foreign} is not valid for category ${category}.`);
  checkValues(category, selectors);
  return { ...(typeof Name === "string" ? { Name } : {}), FieldSelectors: selectors };
}

function checkValues(category: string, selectors: readonly FieldSelector[]): void {
  for (const selector of selectors) {
    const used = operators.filter((operator) => selector[operator] !== undefined);
    const { Field } = selector;
    const one = single.has(Field) || (category === "NetworkActivity" && Field === "eventSource");
    if (one && (used.length !== 1 || used[0] !== "Equals" || selector.Equals?.length !== 1))
      fail(`Field ${Field} takes exactly one value, with Equals.`);
    if (category === "NetworkActivity" && Field === "eventSource")
      for (const source of selector.Equals!)
        if (withoutNetworkActivity.test(source))
          fail(`Value ${source} for eventSource is invalid: it has no network activity events.`);
    if (Field === "readOnly" && !["true", "false"].includes(selector.Equals![0]!))
      fail("Field readOnly is true or false.");
    if (
      Field === "errorCode" &&
      !used.every((operator) => selector[operator]!.every((v) => v === "VpceAccessDenied"))
    )
      fail("Field errorCode takes VpceAccessDenied only.");
    if (Field === "resources.type" && !/^AWS::[A-Za-z0-9]+::[A-Za-z0-9]+$/.test(selector.Equals![0]!))
      fail(`Value ${selector.Equals![0]} for resources.type is invalid.`);
  }
}

function fieldSelector(given: unknown): FieldSelector {
  const { Field, ...rest } = members(given, "FieldSelectors");
  if (typeof Field !== "string" || !/^[\w.]{1,1000}$/.test(Field))
    return fail("Each field selector names its Field.");
  const selector: { Field: string } & { [O in Operator]?: readonly string[] } = { Field };
  for (const [name, values] of Object.entries(rest)) {
    const operator = operators.find((known) => known === name);
    if (!operator) return fail(`${name} is no operator of a field selector.`);
    const list = texts(values, name);
    if (list.length === 0 || list.some((value) => value.length < 1 || value.length > 2048))
      fail(`Operator ${name} of field ${Field} needs values of 1 to 2048 characters.`);
    selector[operator] = list;
  }
  if (operators.every((operator) => selector[operator] === undefined))
    fail(`Field ${Field} needs an operator.`);
  return selector;
}

function members(value: unknown, where: string): Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? { ...value }
    : fail(`${where} is a list of structures.`);
}

function array(value: unknown, where: string): readonly unknown[] {
  return Array.isArray(value) ? value : fail(`${where} is a list.`);
}

function texts(value: unknown, where: string): readonly string[] {
  const list = array(value, where);
  return list.every((entry): entry is string => typeof entry === "string")
    ? list
    : fail(`${where} is a list of texts.`);
}
