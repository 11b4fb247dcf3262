import { expect, test } from "vitest";
import { bringBack } from "../../../infra/history/bring-back.ts";
import { temporaryPaths } from "../../helpers/temporary-home.ts";

const commandsAt = (url: string) =>
  bringBack("/kept/state.json", "prod", "account", { PULUMI_BACKEND_URL: url }, temporaryPaths()).import;

test("the commands name the backend, unless a password is in its address", () => {
  expect(commandsAt("s3://states/prod?region=eu-west-1")).toContain(
    "PULUMI_BACKEND_URL='s3://states/prod?region=eu-west-1'",
  );
  const quiet = commandsAt("postgres://alice:hunter2@db.example/states");
  expect(quiet).not.toMatch(/hunter2|alice/);
  expect(quiet).toContain("pulumi stack import --stack organization/");
});
