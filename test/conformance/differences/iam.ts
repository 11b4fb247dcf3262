import type { IntendedDifference } from "./index.ts";

const identifiers =
  "Ids begin with AIDA, AGPA, ANPA (IAM User Guide, IAM identifiers); moto's are letters and digits by chance.";

export const iam: readonly IntendedDifference[] = [
  { operation: "*", path: "*UserId", ours: "AIDA<id>", moto: "*", why: identifiers },
  { operation: "*", path: "*GroupId", ours: "AGPA<id>", moto: "*", why: identifiers },
  { operation: "*", path: "*PolicyId", ours: "ANPA<id>", moto: "*", why: identifiers },
  {
    operation: "*",
    path: "IsTruncated",
    ours: "false",
    moto: "absent",
    why: "Every listing says it (IAM API Reference, sample responses); moto leaves it out of some.",
  },
  {
    operation: "CreateUser",
    path: "User.PermissionsBoundary",
    ours: "{}",
    moto: "absent",
    why: "Part of User wherever but in listings (User); moto takes no boundary of a user.",
  },
  {
    operation: "GetUser",
    path: "User.PermissionsBoundary",
    ours: "{}",
    moto: "absent",
    why: "Part of User wherever but in listings (User); moto takes no boundary of a user.",
  },
  {
    operation: "*",
    path: "LoginProfile.PasswordResetRequired",
    ours: "true",
    moto: "false",
    why: "It was asked for; moto reads only the word True.",
  },
  {
    operation: "UpdateGroup",
    path: "error",
    ours: "NoSuchEntity 404",
    moto: "EntityAlreadyExists 409",
    why: "Both hold (the old name is gone, the new one taken); what is to be changed is looked for first.",
  },
  {
    operation: "CreateRole",
    path: "Role.Description",
    ours: "absent",
    moto: "Deploys.",
    why: "CreateRole does not give it back (CreateRole, sample response; records of CreateRole).",
  },
  {
    operation: "CreateRole",
    path: "Role.MaxSessionDuration",
    ours: "absent",
    moto: "7200",
    why: "CreateRole does not give it back (CreateRole, sample response; records of CreateRole).",
  },
  {
    operation: "CreateRole",
    path: "Role.RoleLastUsed",
    ours: "absent",
    moto: "{}",
    why: "CreateRole does not give it back (CreateRole, sample response; records of CreateRole).",
  },
  {
    operation: "CreatePolicyVersion",
    path: "PolicyVersion.Document",
    ours: "absent",
    moto: "{}",
    why: "Only GetPolicyVersion and GetAccountAuthorizationDetails return the document (PolicyVersion).",
  },
  {
    operation: "ListPolicyVersions",
    path: "Versions.[].Document",
    ours: "absent",
    moto: "{}",
    why: "Only GetPolicyVersion and GetAccountAuthorizationDetails return the document (PolicyVersion).",
  },
  {
    operation: "*",
    path: "*PermissionsBoundaryUsageCount",
    ours: "0",
    moto: "absent",
    why: "Part of Policy (Policy); moto does not count.",
  },
  {
    operation: "ListEntitiesForPolicy",
    path: "error",
    ours: "NoSuchEntity 404",
    moto: "answered",
    why: "One of the operation's errors (ListEntitiesForPolicy); moto says that nobody has the policy.",
  },
  {
    operation: "UpdateRoleDescription",
    path: "*",
    ours: "absent",
    moto: "*",
    why: "No boundary, tags and last use in what the changing operations answer (AWS CLI Command Reference, example).",
  },
  {
    operation: "GetAccountAuthorizationDetails",
    path: "Policies.[].PolicyName",
    ours: "readers",
    moto: "absent",
    why: "Part of ManagedPolicyDetail, as is the id; moto leaves both out.",
  },
];
