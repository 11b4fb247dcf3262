import { AwsError } from "../../service.ts";

const kinds = [/[A-Z]/, /[a-z]/, /\d/, /[^A-Za-z0-9]/];

/**
 * Accounts have IAM's default password policy (IAM User Guide, "Set an account password policy"): 8 to 128 characters
 * of at least three kinds of upper case, lower case, digits, others.
 * @throws AwsError `PasswordPolicyViolation`
 */
export function checkPassword(password: string): void {
  const mixed = kinds.filter((kind) => kind.test(password)).length >= 3;
  if (password.length < 8 || password.length > 128 || !mixed)
    throw new AwsError(
      "PasswordPolicyViolation",
      "Password does not conform to the account password policy.",
    );
}
