import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { chooseBackend } from "../../../infra/engine/backend.ts";
import { workerEnvironment } from "../../../infra/engine/worker-environment.ts";
import type { Target } from "../../../infra/target/target.ts";
import { temporaryFolder, temporaryPaths } from "../../helpers/temporary-home.ts";

const target = (kind: Target["kind"], provider: Target["provider"]) =>
  ({
    kind,
    provider,
    workerEnvironment: async () => ({ AWS_REGION: "eu-central-1", AWS_ACCESS_KEY_ID: "AKIAGIVEN" }),
  }) as unknown as Target;

const surroundings = {
  PATH: "/bin",
  HOME: "/home/jane",
  LANG: "C.UTF-8",
  AWS_PROFILE: "production",
  AWS_ACCESS_KEY_ID: "AKIAREAL",
  AWS_SECRET_ACCESS_KEY: "real",
  AWS_ENDPOINT_URL_S3: "http://elsewhere",
  HTTPS_PROXY: "http://proxy:3128",
  PULUMI_HOME: "/home/jane/.pulumi-work",
  PULUMI_ACCESS_TOKEN: "pul-1",
  NODE_OPTIONS: "--inspect",
  SOME_SECRET: "x",
};

describe("the worker's environment", () => {
  test("in a sandbox holds nothing of the user's AWS, proxy and plugins", async () => {
    const paths = temporaryPaths();
    const backend = chooseBackend("sandbox", surroundings, paths);
    expect(await workerEnvironment(target("sandbox", "attached"), backend, surroundings, paths)).toEqual({
      PATH: "/bin",
      HOME: "/home/jane",
      LANG: "C.UTF-8",
      PULUMI_ACCESS_TOKEN: "pul-1",
      PULUMI_HOME: join(paths.home, "pulumi"),
      PULUMI_BACKEND_URL: `file://${paths.backend}`,
      PULUMI_CONFIG_PASSPHRASE_FILE: join(paths.home, "passphrase"),
      PULUMI_SKIP_UPDATE_CHECK: "true",
      NODE_COMPILE_CACHE: join(paths.cache, "compiled"),
      AWS_REGION: "eu-central-1",
      AWS_ACCESS_KEY_ID: "AKIAGIVEN",
    });
  });

  test("for the real plugin passes the proxy on, but not for loopback", async () => {
    const paths = temporaryPaths();
    const backend = chooseBackend("account", surroundings, paths);
    const environment = await workerEnvironment(target("account", "plugin"), backend, surroundings, paths);
    expect(environment).toMatchObject({
      HTTPS_PROXY: "http://proxy:3128",
      NO_PROXY: "127.0.0.1,localhost",
      PULUMI_HOME: "/home/jane/.pulumi-work",
      AWS_ACCESS_KEY_ID: "AKIAGIVEN",
    });
    expect(environment).not.toHaveProperty("AWS_PROFILE");
    expect(environment).not.toHaveProperty("AWS_SECRET_ACCESS_KEY");
  });
});

describe("the backend", () => {
  test("is ours, with one passphrase for ever, where the user has none", () => {
    const paths = temporaryPaths();
    const first = chooseBackend("account", { HOME: temporaryFolder() }, paths);
    expect(first.folder).toBe(paths.backend);
    const passphrase = readFileSync(join(paths.home, "passphrase"), "utf8");
    expect(passphrase).toMatch(/^[\w-]{43}$/);
    chooseBackend("sandbox", {}, paths);
    expect(readFileSync(join(paths.home, "passphrase"), "utf8")).toBe(passphrase);
  });

  test("is the user's own when named, with the user's own passphrase", () => {
    const paths = temporaryPaths();
    const env = { PULUMI_BACKEND_URL: "s3://state", PULUMI_CONFIG_PASSPHRASE_FILE: "/pass" };
    for (const kind of ["account", "sandbox"] as const) {
      expect(chooseBackend(kind, env, paths)).toEqual({
        environment: { PULUMI_BACKEND_URL: "s3://state" },
        folder: undefined,
      });
    }
  });

  test("of the last pulumi login counts for accounts, not for sandboxes", () => {
    const paths = temporaryPaths();
    const home = temporaryFolder();
    mkdirSync(join(home, ".pulumi"));
    const current = "https://api.pulumi.com";
    writeFileSync(join(home, ".pulumi", "credentials.json"), JSON.stringify({ current }));
    const env = { HOME: home };
    expect(chooseBackend("account", env, paths).environment["PULUMI_BACKEND_URL"]).toBe(current);
    expect(chooseBackend("sandbox", env, paths).folder).toBe(paths.backend);
  });
});
