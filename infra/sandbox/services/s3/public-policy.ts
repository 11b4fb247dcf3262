import { list, type PolicyDocument, type PolicyStatement } from "../../../iam-policy/policy-document.ts";

/** Condition keys whose fixed values make a statement non-public ("The meaning of public", Amazon S3 User Guide). */
const narrowing = new Set(
  [
    "aws:PrincipalArn",
    "aws:PrincipalAccount",
    "aws:PrincipalOrgID",
    "aws:PrincipalOrgPaths",
    "aws:SourceAccount",
    "aws:SourceArn",
    "aws:SourceOrgID",
    "aws:SourceOrgPaths",
    "aws:SourceIp",
    "aws:SourceOwner",
    "aws:SourceVpc",
    "aws:SourceVpce",
    "aws:userid",
    "s3:DataAccessPointAccount",
    "s3:DataAccessPointArn",
    "s3:x-amz-server-side-encryption-aws-kms-key-id",
  ].map((key) => key.toLowerCase()),
);

/** Whether Block Public Access takes a (valid) bucket policy for public. */
export function isPublicPolicy(text: string): boolean {
  const document = JSON.parse(text) as PolicyDocument;
  return list(document.Statement).some((statement) => statement.Effect === "Allow" && isPublic(statement));
}

function isPublic(statement: PolicyStatement): boolean {
  if (!namesEveryone(statement)) return false;
  return !Object.entries(statement.Condition ?? {}).some(([operator, block]) =>
    Object.entries(block).some(([key, values]) => narrows(operator, key, list(values).map(String))),
  );
}

function namesEveryone({ Principal: principal, NotPrincipal: excluded }: PolicyStatement): boolean {
  if (excluded !== undefined) return true;
  if (principal === "*") return true;
  return typeof principal === "object" && list(principal.AWS).includes("*");
}

function narrows(operator: string, key: string, values: readonly string[]): boolean {
  if (!narrowing.has(key.toLowerCase()) || /IfExists$|Not/.test(operator)) return false;
  if (key.toLowerCase() === "aws:sourceip") return values.every((range) => !/\/[0-7]$/.test(range));
  // The account inside an ARN is enough to be fixed; any other wildcard is not.
  return values.every((value) => !/[*?]/.test(value) || /^arn:aws[\w-]*:[^*?]+:[^*?:]*:\d{12}:/.test(value));
}
