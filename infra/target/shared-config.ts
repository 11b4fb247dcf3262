import { loadSharedConfigFiles } from "@smithy/core/config";

/** A profile of the AWS shared config and credentials files. Never holds a secret. */
export interface Profile {
  readonly name: string;
  readonly region?: string;
  /** How it gets its credentials, in words: "access key", "SSO", "assumes arn:aws:iam::…", … */
  readonly kind: string;
  /** Its `endpoint_url`, when calls of this profile go somewhere else than AWS. */
  readonly endpoint?: string;
}

/**
 * Profiles in the files that AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE (or the home folder) name, `default`
 * first, then by name ("Configuration and credential file settings", AWS SDKs and Tools Reference Guide). Files that
 * are not there count as empty.
 */
export async function listProfiles(env: NodeJS.ProcessEnv): Promise<Profile[]> {
  const { configFile, credentialsFile } = await loadSharedConfigFiles(sharedConfigInit(env));
  const names = new Set([...Object.keys(configFile), ...Object.keys(credentialsFile)]);
  return (
    [...names]
      // Sections of other kinds arrive as "sso-session.NAME" and "services.NAME".
      .filter((name) => !/^(sso-session|services)\./.test(name))
      .map((name) => describe(name, { ...configFile[name], ...credentialsFile[name] }))
      .sort(
        (a, b) => Number(b.name === "default") - Number(a.name === "default") || (a.name < b.name ? -1 : 1),
      )
  );
}

/** File names as the SDK's providers take them; undefined parts mean the SDK's defaults. */
export function sharedConfigInit(env: NodeJS.ProcessEnv) {
  return {
    ignoreCache: true,
    ...(env["AWS_SHARED_CREDENTIALS_FILE"] ? { filepath: env["AWS_SHARED_CREDENTIALS_FILE"] } : {}),
    ...(env["AWS_CONFIG_FILE"] ? { configFilepath: env["AWS_CONFIG_FILE"] } : {}),
  };
}

function describe(name: string, section: Record<string, string | undefined>): Profile {
  return {
    name,
    kind: kindOf(section),
    ...(section["region"] ? { region: section["region"] } : {}),
    ...(section["endpoint_url"] ? { endpoint: section["endpoint_url"] } : {}),
  };
}

function kindOf(section: Record<string, string | undefined>): string {
  if (section["web_identity_token_file"]) return "web identity";
  if (section["role_arn"]) return `assumes ${section["role_arn"]}`;
  if (section["sso_session"] || section["sso_start_url"]) return "SSO";
  if (section["aws_access_key_id"]) return "access key";
  if (section["credential_process"]) return "credential process";
  if (section["login_session"]) return "console login";
  return "no credentials of its own";
}
