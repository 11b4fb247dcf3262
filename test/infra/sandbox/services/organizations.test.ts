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
});
