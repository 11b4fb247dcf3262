/** A statement of a policy document in a plan, as far as rules look at it. */
export interface PlannedStatement {
  readonly Sid?: string;
  readonly Effect?: string;
  readonly Principal?: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** The statements of a policy, which is text or an object; none in what is no policy. Pure. */
export function statementsOf(policy: unknown): readonly PlannedStatement[] {
  const document: unknown = typeof policy === "string" ? parsed(policy) : policy;
  const { Statement = [] } = (document ?? {}) as {
    Statement?: PlannedStatement | readonly PlannedStatement[];
  };
  return Array.isArray(Statement)
    ? (Statement as readonly PlannedStatement[])
    : [Statement as PlannedStatement];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** Condition keys of a statement, in small letters. */
export const conditionKeys = ({ Condition = {} }: PlannedStatement): readonly string[] =>
  Object.values(Condition).flatMap((keys) => Object.keys(keys).map((key) => key.toLowerCase()));

/** Whether a statement is for everybody. */
export function isForEverybody({ Principal }: PlannedStatement): boolean {
  if (Principal === "*") return true;
  const aws = (Principal as { AWS?: unknown } | undefined)?.AWS;
  return aws === "*" || (Array.isArray(aws) && aws.includes("*"));
}

/** Whether a statement is for this AWS service. */
export function isForService({ Principal }: PlannedStatement, service: string): boolean {
  const named = (Principal as { Service?: unknown } | undefined)?.Service;
  return named === service || (Array.isArray(named) && named.includes(service));
}

/** A statement in a sentence. */
export const called = ({ Sid }: PlannedStatement): string => (Sid ? `statement ${Sid}` : "a statement");
