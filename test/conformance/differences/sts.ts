import type { IntendedDifference } from "./index.ts";

export const sts: readonly IntendedDifference[] = [
  {
    operation: "AssumeRole",
    path: "PackedPolicySize",
    ours: "*",
    moto: "6",
    why: "A percentage, and only there when policies or tags were passed (AssumeRole, Response Elements); moto always says 6.",
  },
  {
    operation: "GetCallerIdentity",
    path: "UserId",
    ours: "AIDA<id>",
    moto: "AKIA<id>",
    why: "A user's id begins with AIDA (IAM User Guide, IAM identifiers); moto's is an access key's.",
  },
  {
    operation: "AssumeRole",
    path: "SourceIdentity",
    ours: "alice",
    moto: "absent",
    why: "Given back when it was passed (AssumeRole, Response Elements).",
  },
  {
    operation: "GetSessionToken",
    path: "Credentials.AccessKeyId",
    ours: "ASIA<id>",
    moto: "AKIA<id>",
    why: "Temporary access keys begin with ASIA (IAM User Guide, IAM identifiers).",
  },
  {
    operation: "GetSessionToken",
    path: "error",
    ours: "ValidationError 400",
    moto: "answered",
    why: "DurationSeconds is at least 900 (GetSessionToken); moto does not check it.",
  },
];
