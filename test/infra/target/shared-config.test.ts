import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { listProfiles } from "../../../infra/target/shared-config.ts";
import { temporaryFolder } from "../../helpers/temporary-home.ts";

function files(config: string, credentials: string): NodeJS.ProcessEnv {
  const folder = temporaryFolder();
  const AWS_CONFIG_FILE = join(folder, "config");
  const AWS_SHARED_CREDENTIALS_FILE = join(folder, "credentials");
  writeFileSync(AWS_CONFIG_FILE, config);
  writeFileSync(AWS_SHARED_CREDENTIALS_FILE, credentials);
  return { AWS_CONFIG_FILE, AWS_SHARED_CREDENTIALS_FILE };
}

test("profiles of both files, default first, with region and kind, without a secret", async () => {
  const env = files(
    `[profile audit]
sso_session = corp
region = eu-central-1
[sso-session corp]
sso_region = eu-central-1
[services local]
s3 =
  endpoint_url = http://127.0.0.1:9
[profile deploy]
role_arn = arn:aws:iam::111122223333:role/deploy
source_profile = default
[profile tool]
credential_process = /bin/tool
[profile emulator]
endpoint_url = http://127.0.0.1:4566
[default]
region = us-west-2
`,
    `[default]
aws_access_key_id = AKIAEXAMPLE
aws_secret_access_key = top-secret
`,
  );
  const profiles = await listProfiles(env);
  expect(profiles).toEqual([
    { name: "default", kind: "access key", region: "us-west-2" },
    { name: "audit", kind: "SSO", region: "eu-central-1" },
    { name: "deploy", kind: "assumes arn:aws:iam::111122223333:role/deploy" },
    { name: "emulator", kind: "no credentials of its own", endpoint: "http://127.0.0.1:4566" },
    { name: "tool", kind: "credential process" },
  ]);
  expect(JSON.stringify(profiles)).not.toContain("top-secret");
});

test("no files, no profiles", async () => {
  const folder = temporaryFolder();
  const env = { AWS_CONFIG_FILE: join(folder, "a"), AWS_SHARED_CREDENTIALS_FILE: join(folder, "b") };
  expect(await listProfiles(env)).toEqual([]);
});
