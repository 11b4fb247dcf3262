import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { chooseBackend } from "../../../infra/engine/backend.ts";
import { paths } from "../../../infra/paths.ts";
import { temporaryFolder } from "../../helpers/temporary-home.ts";

const project = (yaml: string): string => {
  const made = temporaryFolder();
  writeFileSync(join(made, "Pulumi.yaml"), yaml);
  return made;
};
const chosen = (kind: "sandbox" | "account", more: Record<string, string> = {}) => {
  const env = { HOME: temporaryFolder(), TRAILWRIGHT_HOME: temporaryFolder(), ...more };
  return { backend: chooseBackend(kind, env, paths(env)), env };
};

test("without anything of the user's it is a folder of ours, with a passphrase nobody is asked for", () => {
  const { backend, env } = chosen("account");
  expect(backend.folder).toBe(join(env.TRAILWRIGHT_HOME, "backend"));
  expect(backend.environment).toMatchObject({
    PULUMI_CONFIG_PASSPHRASE_FILE: join(env.TRAILWRIGHT_HOME, "passphrase"),
  });
});

test("PULUMI_BACKEND_URL wins, also in the sandbox; the user's own passphrase is left alone", () => {
  const elsewhere = temporaryFolder();
  const { backend } = chosen("sandbox", {
    PULUMI_BACKEND_URL: pathToFileURL(elsewhere).href,
    PULUMI_CONFIG_PASSPHRASE: "mine",
  });
  expect(backend).toEqual({
    environment: { PULUMI_BACKEND_URL: pathToFileURL(elsewhere).href },
    folder: elsewhere,
  });
});

test("a project's Pulumi.yaml says the backend of accounts", () => {
  const TRAILWRIGHT_PROJECT = project(
    "name: audits\nruntime: nodejs\nbackend:\n  url: s3://states-of-ours\n",
  );
  expect(chosen("account", { TRAILWRIGHT_PROJECT }).backend).toMatchObject({
    environment: { PULUMI_BACKEND_URL: "s3://states-of-ours" },
    folder: undefined,
  });
  expect(chosen("sandbox", { TRAILWRIGHT_PROJECT }).backend.folder).toMatch(/backend$/);
});

test("a project without a backend, or without a Pulumi.yaml, leaves it to the login, then to us", () => {
  for (const TRAILWRIGHT_PROJECT of [project("name: audits\nruntime: nodejs\n"), temporaryFolder()])
    expect(chosen("account", { TRAILWRIGHT_PROJECT }).backend.folder).toMatch(/backend$/);
});
