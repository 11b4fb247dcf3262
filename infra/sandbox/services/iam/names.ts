import { checkLength, type Input, optionalText, text } from "../input.ts";
import { validation } from "./errors.ts";

/** Longest names ("IAM and AWS STS quotas", IAM User Guide). */
const longest = { userName: 64, groupName: 128, roleName: 64, policyName: 128 } as const;

type NameParameter = "UserName" | "GroupName" | "RoleName" | "PolicyName" | "NewUserName" | "NewGroupName";

/** A name parameter that must be there and be well-formed. */
export function name(input: Input, parameter: NameParameter): string {
  return checked(text(input, parameter), parameter);
}

/** A name parameter, checked when it is there. */
export function optionalName(input: Input, parameter: NameParameter): string | undefined {
  const value = optionalText(input, parameter);
  return value === undefined ? undefined : checked(value, parameter);
}

function checked(value: string, parameter: NameParameter): string {
  const path = parameter.charAt(0).toLowerCase() + parameter.slice(1);
  const kind = path.replace(/^new(.)/, (_, first: string) => first.toLowerCase()) as keyof typeof longest;
  checkLength(value, parameter, { min: 1, max: longest[kind] });
  if (!/^[\w+=,.@-]+$/.test(value))
    throw validation(
      `The specified value for ${path} is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-`,
    );
  return value;
}

/** A path parameter: `/` or `/division/team/`. */
export function path(input: Input, parameter = "Path"): string | undefined {
  const value = optionalText(input, parameter);
  if (value === undefined) return undefined;
  checkLength(value, parameter, { min: 1, max: 512 });
  if (!/^\/(?:[\x21-\x7e]*\/)?$/.test(value))
    throw validation(
      `The specified value for ${parameter.charAt(0).toLowerCase()}${parameter.slice(1)} is invalid. It must begin and end with / and contain only alphanumeric characters and/or / characters.`,
    );
  return value;
}

/** A listing's PathPrefix; everything without it. */
export function pathPrefix(input: Input): string {
  const value = optionalText(input, "PathPrefix") ?? "/";
  if (!/^\/[\x21-\x7e]*$/.test(value))
    throw validation(
      "The specified value for pathPrefix is invalid. It must begin with / and contain only alphanumeric characters and/or / characters.",
    );
  return value;
}
