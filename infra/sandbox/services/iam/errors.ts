import { AwsError } from "../../service.ts";

/** The kinds of principals and holders of policies. */
export type Kind = "user" | "group" | "role";

export const noSuchEntity = (message: string) => new AwsError("NoSuchEntity", message, { status: 404 });

export const noSuchHolder = (kind: Kind, name: string) =>
  noSuchEntity(`The ${kind} with name ${name} cannot be found.`);

export const alreadyExists = (message: string) =>
  new AwsError("EntityAlreadyExists", message, { status: 409 });

export const holderExists = (kind: Kind, name: string) =>
  alreadyExists(`${kind[0]!.toUpperCase()}${kind.slice(1)} with name ${name} already exists.`);

export const deleteConflict = (message: string) => new AwsError("DeleteConflict", message, { status: 409 });

export const limitExceeded = (quota: string, limit: number) =>
  new AwsError("LimitExceeded", `Cannot exceed quota for ${quota}: ${limit}`, { status: 409 });

export const malformedPolicy = (message: string) => new AwsError("MalformedPolicyDocument", message);

export const validation = (message: string) => new AwsError("ValidationError", message);

export const invalidInput = (message: string) => new AwsError("InvalidInput", message);
