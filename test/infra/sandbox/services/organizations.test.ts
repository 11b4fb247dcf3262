import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Boto3Sandbox, startBoto3Sandbox } from "../../../helpers/boto3-sandbox.ts";
import { pythonTools } from "../../../helpers/python-tools.ts";

describe.skipIf(!pythonTools())("Organizations, as boto3 sees them", () => {
  let python: Boto3Sandbox;
  beforeAll(async () => {
    python = await startBoto3Sandbox();
  });
  afterAll(() => python.close());

  it("describes the accounts' organization to its members, and lists them to its management account", async () => {
    const [organization, member, names] = await python.run(`
out(client("organizations").describe_organization()["Organization"])
out(error(lambda: client("organizations").list_accounts()))
pages = client("organizations", "management").get_paginator("list_accounts").paginate(PaginationConfig={"PageSize": 2})
out([account["Name"] for page in pages for account in page["Accounts"]])
`);
    expect(organization).toMatchObject({
      Id: expect.stringMatching(/^o-[a-z0-9]{10}$/),
      MasterAccountId: python.sandbox.accounts.find(({ name }) => name === "management")!.id,
    });
    expect(member).toEqual(["AccessDeniedException", expect.any(String)]);
    expect(names).toEqual(["workload", "log-archive", "management"]);
  });

  it("lets services in, and members administer them, as the management account says", async () => {
    const answers = await python.run(`
def reason(call):
    try: call()
    except botocore.exceptions.ClientError as error:
        return [error.response["Error"]["Code"], error.response.get("Reason")]
    raise AssertionError("the call was answered")
orgs, member = client("organizations", "management"), accounts[0]["id"]
management = [each["id"] for each in accounts if each["name"] == "management"][0]
config = dict(ServicePrincipal="config.amazonaws.com")
register = lambda account, **more: orgs.register_delegated_administrator(AccountId=account, **{**config, **more})
out(reason(lambda: client("organizations").enable_aws_service_access(**config)))
out(reason(lambda: orgs.enable_aws_service_access(ServicePrincipal="nobody")))
out(reason(lambda: register(member)))
orgs.enable_aws_service_access(**config)
orgs.enable_aws_service_access(ServicePrincipal="sso.amazonaws.com")
pages = orgs.get_paginator("list_aws_service_access_for_organization").paginate(PaginationConfig={"PageSize": 1})
out([each["ServicePrincipal"] for page in pages for each in page["EnabledServicePrincipals"]])
out(reason(lambda: register(management)))
out(reason(lambda: register("999999999999")))
out(reason(lambda: orgs.list_delegated_services_for_account(AccountId=member)))
out(reason(lambda: client("organizations").list_accounts()))
register(member)
out(reason(lambda: register(member)))
out(len(client("organizations").list_accounts()["Accounts"]))
out([each["Id"] == member for each in orgs.list_delegated_administrators()["DelegatedAdministrators"]])
out(orgs.list_delegated_administrators(ServicePrincipal="sso.amazonaws.com")["DelegatedAdministrators"])
out(reason(lambda: orgs.disable_aws_service_access(**config)))
orgs.deregister_delegated_administrator(AccountId=member, **config)
out(reason(lambda: orgs.deregister_delegated_administrator(AccountId=member, **config)))
orgs.disable_aws_service_access(**config)
out([each["ServicePrincipal"] for each in orgs.list_aws_service_access_for_organization()["EnabledServicePrincipals"]])
`);
    const violated = (reason: string) => ["ConstraintViolationException", reason];
    expect(answers).toEqual([
      ["AccessDeniedException", null],
      ["InvalidInputException", "INVALID_VALUE"],
      violated("SERVICE_ACCESS_NOT_ENABLED"),
      ["config.amazonaws.com", "sso.amazonaws.com"],
      violated("CANNOT_REGISTER_MASTER_AS_DELEGATED_ADMINISTRATOR"),
      ["AccountNotFoundException", null],
      ["AccountNotRegisteredException", null],
      ["AccessDeniedException", null],
      ["AccountAlreadyRegisteredException", null],
      3,
      [true],
      [],
      violated("DELEGATED_ADMINISTRATOR_EXISTS_FOR_THIS_SERVICE"),
      ["AccountNotRegisteredException", null],
      ["sso.amazonaws.com"],
    ]);
  });
});
