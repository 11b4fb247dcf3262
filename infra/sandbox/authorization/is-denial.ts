import type { AwsError } from "../service.ts";

/** Refused for lack of permission; an AccessDenied for another reason (a wrong MFA code) is none. */
export function isDenial({ code, message }: AwsError): boolean {
  return /^AccessDenied(Exception)?$/.test(code) && message.includes("is not authorized to perform");
}
