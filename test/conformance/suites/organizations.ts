import { call, type Step, type Suite } from "../suite.ts";

type More = Omit<Step, "operation" | "params">;
/** A call of the management account. */
const manage = (operation: string, params: Step["params"] = {}, more: More = {}): Step =>
  call(operation, params, { as: "management", ...more });

const service = "config-multiaccountsetup.amazonaws.com";
const stranger = "999999999999";
const root = "r-zzzz";
const invalid: More = { fails: "InvalidInputException" };
const denied: More = { as: "workload", fails: "AccessDeniedException" };

export const organizations: Suite = {
  service: "organizations",
  motoCaller: "management",
  beforeMoto: [
    manage("CreateOrganization", { FeatureSet: "ALL" }),
    manage(
      "CreateAccount",
      { AccountName: "workload", Email: "workload@example.com" },
      { save: { account: "CreateAccountStatus.AccountId" } },
    ),
    manage(
      "CreateAccount",
      { AccountName: "log-archive", Email: "log-archive@example.com" },
      { save: { logArchiveAccount: "CreateAccountStatus.AccountId" } },
    ),
  ],
  steps: [
    manage("DescribeOrganization"),
    call("DescribeOrganization"),
    manage("ListRoots", {}, { save: { root: "Roots.0.Id" } }),
    call("ListRoots", {}, denied),
    manage("ListAccounts"),
    manage("ListAccounts", { MaxResults: 1 }, { save: { page: "NextToken" } }),
    manage("ListAccounts", { MaxResults: 1, NextToken: "${page}" }),
    manage("ListAccounts", { NextToken: "not a token" }, { ...invalid, only: "moto does not check it." }),
    call("ListAccounts", {}, denied),
    manage("DescribeAccount", { AccountId: "${managementAccount}" }),
    manage("DescribeAccount", { AccountId: "${account}" }),
    manage("DescribeAccount", { AccountId: stranger }, { fails: "AccountNotFoundException" }),
    manage("DescribeAccount", { AccountId: "nine" }, invalid),
    call("DescribeAccount", { AccountId: "${account}" }, denied),
    manage("ListAccountsForParent", { ParentId: "${root}" }),
    manage("ListAccountsForParent", { ParentId: root }, { fails: "ParentNotFoundException" }),
    manage("ListChildren", { ParentId: "${root}", ChildType: "ACCOUNT" }),
    manage("ListChildren", { ParentId: "${root}", ChildType: "ORGANIZATIONAL_UNIT" }),
    manage("ListChildren", { ParentId: root, ChildType: "ACCOUNT" }, { fails: "ParentNotFoundException" }),
    manage("ListChildren", { ParentId: "${root}", ChildType: "TEAPOT" }, invalid),
    manage("ListOrganizationalUnitsForParent", { ParentId: "${root}" }),
    manage("ListOrganizationalUnitsForParent", { ParentId: root }, { fails: "ParentNotFoundException" }),
    manage("ListParents", { ChildId: "${account}" }),
    manage("ListParents", { ChildId: stranger }, { fails: "ChildNotFoundException" }),
    manage("ListAWSServiceAccessForOrganization"),
    manage(
      "RegisterDelegatedAdministrator",
      { AccountId: "${logArchiveAccount}", ServicePrincipal: service },
      { fails: "ConstraintViolationException", only: "moto asks for no service access." },
    ),
    manage("EnableAWSServiceAccess", { ServicePrincipal: service }),
    manage("EnableAWSServiceAccess", { ServicePrincipal: "teapot" }, invalid),
    call("EnableAWSServiceAccess", { ServicePrincipal: service }, denied),
    manage("ListAWSServiceAccessForOrganization"),
    manage("ListDelegatedAdministrators"),
    manage("RegisterDelegatedAdministrator", {
      AccountId: "${logArchiveAccount}",
      ServicePrincipal: service,
    }),
    manage(
      "RegisterDelegatedAdministrator",
      { AccountId: "${logArchiveAccount}", ServicePrincipal: service },
      { fails: "AccountAlreadyRegisteredException" },
    ),
    manage(
      "RegisterDelegatedAdministrator",
      { AccountId: "${managementAccount}", ServicePrincipal: service },
      { fails: "ConstraintViolationException" },
    ),
    manage(
      "RegisterDelegatedAdministrator",
      { AccountId: stranger, ServicePrincipal: service },
      { fails: "AccountNotFoundException" },
    ),
    manage("ListDelegatedAdministrators", { ServicePrincipal: service }),
    manage(
      "ListDelegatedAdministrators",
      { ServicePrincipal: "sso.amazonaws.com" },
      { only: "moto knows few services." },
    ),
    call("ListAccounts", {}, { as: "log-archive" }),
    manage("ListDelegatedServicesForAccount", { AccountId: "${logArchiveAccount}" }),
    manage(
      "ListDelegatedServicesForAccount",
      { AccountId: "${account}" },
      { fails: "AccountNotRegisteredException" },
    ),
    manage(
      "DisableAWSServiceAccess",
      { ServicePrincipal: service },
      { fails: "ConstraintViolationException", only: "moto does not look at administrators." },
    ),
    manage("DeregisterDelegatedAdministrator", {
      AccountId: "${logArchiveAccount}",
      ServicePrincipal: service,
    }),
    manage(
      "DeregisterDelegatedAdministrator",
      { AccountId: "${logArchiveAccount}", ServicePrincipal: service },
      { fails: "AccountNotRegisteredException" },
    ),
    manage("DisableAWSServiceAccess", { ServicePrincipal: service }),
    manage("ListAWSServiceAccessForOrganization"),
  ],
};
