import type { RealCall } from "./real-calls.ts";

/** Something for every parameter that a service's operations ask for: records of denied calls do not show them. */
export function deniedInput(
  { service, operation, records }: RealCall,
  accountId: string,
): Record<string, unknown> {
  const name = "TrailDiscover";
  const document = JSON.stringify({ Version: "2012-10-17", Statement: [] });
  const { errorMessage = "" } = records[0];
  const [, resource = ""] = /on resource: (\S+)/.exec(errorMessage) ?? [];
  const [, VersionId] = /version (v\d+)/.exec(errorMessage) ?? [];
  const PolicyArn = /on resource: policy arn:aws:iam::\d/.test(errorMessage)
    ? `arn:aws:iam::${accountId}:policy/${name}`
    : "arn:aws:iam::aws:policy/ReadOnlyAccess";
  switch (service.name) {
    case "iam":
      return {
        // Some asked for themselves, without a name.
        ...(errorMessage.includes("resource: user  because") ? {} : { UserName: name }),
        GroupName: name,
        RoleName: name,
        PolicyName: name,
        PolicyArn,
        PolicyDocument: document,
        AssumeRolePolicyDocument: document,
        PermissionsBoundary: "arn:aws:iam::aws:policy/ReadOnlyAccess",
        AccessKeyId: "AKIAIOSFODNN7EXAMPLE",
        Status: "Inactive",
        ...(VersionId === undefined ? {} : { VersionId }),
        Password: "Kept-out-of-records-1",
        PolicySourceArn: `arn:aws:iam::${accountId}:user/${name}`,
        ActionNames: ["s3:GetObject"],
      };
    case "sts":
      return { RoleArn: resource, RoleSessionName: name };
    case "cloudtrail":
      return { Name: name };
    case "organizations":
      return operation.endsWith("ForParent") ? { ParentId: "r-abcd" } : {};
    case "monitoring":
      return { AlarmNames: [name] };
    case "logs":
      return {
        logGroupName: /log-group:([^:]+)/.exec(resource)?.[1] ?? name,
        logStreamName: /log-stream:(.+)/.exec(resource)?.[1] ?? name,
      };
    default:
      return {};
  }
}
