/** A statement as far as these questions go; its members may be one value or several. */
interface Statement {
  readonly Sid?: unknown;
  readonly Effect?: unknown;
  readonly Principal?: unknown;
  readonly Action?: unknown;
  readonly Resource?: unknown;
  readonly Condition?: unknown;
}

/** The service that trails write as. */
const cloudTrail = "cloudtrail.amazonaws.com";

const listOf = (value: unknown): readonly unknown[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value];

const textsOf = (value: unknown): readonly string[] => listOf(value).map(String);

function statements(policy: string): readonly Statement[] {
  try {
    const document = JSON.parse(policy) as { readonly Statement?: unknown } | null;
    return listOf(document?.Statement) as readonly Statement[];
  } catch {
    return [];
  }
}

const members = (value: unknown): readonly [string, unknown][] =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? Object.entries(value) : [];

/** Every condition of a statement: operator, key (in lower case, for keys are compared so), values. */
const conditions = ({ Condition }: Statement) =>
  members(Condition).flatMap(([operator, keys]) =>
    members(keys).map(([key, values]) => ({ operator, key: key.toLowerCase(), values: textsOf(values) })),
  );

const everybody = (principal: unknown): boolean =>
  principal === "*" || members(principal).some(([kind, who]) => kind === "AWS" && textsOf(who).includes("*"));

/**
 * Whether a bucket policy denies everything that comes without TLS, to everybody, for bucket and objects, as Security
 * Hub's S3.5 wants it. Pure.
 */
export function requiresTls(policy: string, bucketName: string): boolean {
  const denies = statements(policy).filter(
    (statement) =>
      statement.Effect === "Deny" &&
      everybody(statement.Principal) &&
      textsOf(statement.Action).some((action) => action === "*" || action.toLowerCase() === "s3:*") &&
      conditions(statement).length === 1 &&
      conditions(statement).some(
        ({ operator, key, values }) =>
          operator === "Bool" &&
          key === "aws:securetransport" &&
          values.length === 1 &&
          values[0]!.toLowerCase() === "false",
      ),
  );
  const resources = denies.flatMap(({ Resource }) => textsOf(Resource));
  const covers = (suffix: string) =>
    resources.some((resource) =>
      ["*", `${bucketName}*`, `${bucketName}${suffix}`].some(
        (form) =>
          resource === form || new RegExp(`^arn:aws[a-z-]*:s3:::`).exec(resource)?.[0] + form === resource,
      ),
    );
  return covers("") && covers("/*");
}

/**
 * Statements, by Sid or number, that let CloudTrail in on behalf of whomever: nothing says which trail or account it must
 * come for ("Cross-service confused deputy prevention", CloudTrail User Guide). Pure.
 */
export function openToAnyTrail(policy: string): readonly string[] {
  return statements(policy).flatMap((statement, index) => {
    const services = members(statement.Principal).flatMap(([kind, who]) =>
      kind === "Service" ? textsOf(who) : [],
    );
    if (statement.Effect !== "Allow" || !services.includes(cloudTrail)) return [];
    const bound = conditions(statement).some(
      ({ operator, key, values }) =>
        ["aws:sourcearn", "aws:sourceaccount", "aws:sourceorgid"].includes(key) &&
        /^(?:For(?:Any|All)Values:)?(?:String|Arn)(?:Equals|Like|EqualsIgnoreCase)$/.test(operator) &&
        values.every((value) => value !== "*" && value !== "arn:*"),
    );
    return bound
      ? []
      : [typeof statement.Sid === "string" && statement.Sid ? statement.Sid : `number ${index + 1}`];
  });
}
