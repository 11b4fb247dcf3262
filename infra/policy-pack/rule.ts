/** Properties of a resource in a plan, under the provider's names. */
export type Properties = Readonly<Record<string, unknown>>;

/** A rule about every resource of some types. */
export interface Rule {
  /** Its name in the pack: `key-rotates`. */
  readonly name: string;
  /** What holds, and why. */
  readonly description: string;
  /** Mandatory rules stop an update. */
  readonly enforcement: "mandatory" | "advisory";
  /** Tokens of the types it is about: `aws:kms/key:Key`. */
  readonly types: readonly string[];
  /** What is wrong, one sentence each; none when all is well. */
  readonly check: (properties: Properties) => readonly string[];
}
