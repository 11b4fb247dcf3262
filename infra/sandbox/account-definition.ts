/** A policy document as JSON. */
export type PolicyDefinition = Readonly<Record<string, unknown>>;

/** What users and roles of the sandbox's accounts have in common. */
export interface PrincipalDefinition {
  readonly name: string;
  /** `/` unless told; `/division/team/`. */
  readonly path?: string;
  /** Managed policies: AWS's by name (`ReadOnlyAccess`) or ARN. */
  readonly policies?: readonly string[];
  /** Inline policies by name. */
  readonly inline?: Readonly<Record<string, PolicyDefinition>>;
}

/** An IAM user, with an access key of its own. */
export type UserDefinition = PrincipalDefinition;

/** An IAM role. */
export interface RoleDefinition extends PrincipalDefinition {
  /**
   * Who may assume it: a trust policy document, or a list of accounts (`management`), principals of them
   * (`management/user/alice`, `management/role/deploy`), ARNs and services (`ec2.amazonaws.com`).
   */
  readonly trust: PolicyDefinition | readonly string[];
  /** Seconds, 3600 to 43200; an hour unless told. */
  readonly maxSessionDuration?: number;
}

/** One account of the sandbox and the principals it begins with, besides its administrator. */
export interface AccountDefinition {
  readonly name: string;
  /** Twelve digits; follows from the name unless told. */
  readonly id?: string;
  readonly users?: readonly UserDefinition[];
  readonly roles?: readonly RoleDefinition[];
}

/** An account definition with its id. */
export type IdentifiedAccount = AccountDefinition & { readonly id: string };
