import type { Sandbox } from "../../../../infra/sandbox/index.ts";
import { services } from "../../../../infra/sandbox/services.ts";
import { type Keys, type PlainAnswer, sendSigned } from "../../../helpers/signed-request.ts";
import { wireForm } from "./wire-form.ts";

type Input = Readonly<Record<string, unknown>>;

/** A sandbox on which calls are made by their service and name. */
export interface Stage {
  readonly sandbox: Sandbox;
  /** Makes a call as the administrator, or with other keys, and takes whatever comes back. */
  call(service: string, operation: string, input: Input, keys?: Keys): Promise<PlainAnswer>;
  /** Makes a call as the administrator that must succeed. */
  must(service: string, operation: string, input: Input): Promise<string>;
  /** A user of that name without any permission. */
  stranger(name: string): Promise<Keys>;
  /** What clients sent or got, through `call`, that no record may show. */
  readonly secrets: ReadonlySet<string>;
}

export function stageOn(sandbox: Sandbox): Stage {
  const secrets = new Set([sandbox.credentials.secretAccessKey]);
  const stage: Stage = {
    sandbox,
    secrets,
    async call(service, operation, input, keys = sandbox.credentials) {
      const { endpoint, region } = sandbox;
      const answer = await sendSigned(
        endpoint,
        keys,
        region,
        wireForm(services.get(service)!, operation, input),
      );
      for (const secret of [...secretsOf(input), ...secretsIn(answer.body)]) secrets.add(secret);
      return answer;
    },
    async must(service, operation, input) {
      const { status, body } = await stage.call(service, operation, input);
      if (status >= 300) throw new Error(`${service}:${operation} ${status} ${body}`);
      return body;
    },
    async stranger(UserName) {
      await stage.must("iam", "CreateUser", { UserName });
      const body = await stage.must("iam", "CreateAccessKey", { UserName });
      return { accessKeyId: tag(body, "AccessKeyId"), secretAccessKey: tag(body, "SecretAccessKey") };
    },
  };
  return stage;
}

/** Parameters whose values are for the service alone. */
const secretParameters = [
  "Password",
  "Plaintext",
  "CiphertextBlob",
  "UserData",
  "MessageBody",
  "Message",
  "Subject",
  "TokenCode",
  "x-amz-server-side-encryption-customer-key",
];

function secretsOf(input: Input): string[] {
  return secretParameters.flatMap((name) => (typeof input[name] === "string" ? [input[name]] : []));
}

/** Secret keys, private keys and plaintexts of an answer, XML or JSON. */
function secretsIn(body: string): string[] {
  const named = /(?:<(SecretAccessKey)>|"(Plaintext|CiphertextBlob|SecretAccessKey)":\s*")([^<"]+)/g;
  const key = /-----BEGIN [A-Z ]+-----\s+(\S+)\s/.exec(body)?.[1];
  return [...[...body.matchAll(named)].map((found) => found[3]!), ...(key === undefined ? [] : [key])];
}

/** Texts of secrets that stand in these records, of which there should be none. */
export function revealed(records: readonly object[], { secrets }: Stage): string[] {
  const text = records.map((record) => JSON.stringify(record)).join("\n");
  return [...secrets].filter((secret) => text.includes(JSON.stringify(secret).slice(1, -1)));
}

/** The text of an XML element's first occurrence. */
export function tag(xml: string, name: string): string {
  const found = new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1];
  if (found === undefined) throw new Error(`No ${name} in ${xml}`);
  return found;
}
