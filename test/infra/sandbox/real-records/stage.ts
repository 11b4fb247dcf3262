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
}

export function stageOn(sandbox: Sandbox): Stage {
  const stage: Stage = {
    sandbox,
    call: (service, operation, input, keys = sandbox.credentials) =>
      sendSigned(sandbox.endpoint, keys, sandbox.region, wireForm(services.get(service)!, operation, input)),
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

/** The text of an XML element's first occurrence. */
export function tag(xml: string, name: string): string {
  const found = new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1];
  if (found === undefined) throw new Error(`No ${name} in ${xml}`);
  return found;
}
