import type { Call, Operation } from "../../service.ts";
import type { World } from "../../world.ts";
import { optionalText } from "../input.ts";
import { type Operations, operationsOf } from "../operations.ts";
import { requestTagContext } from "./tags.ts";

/** What an IAM action works on: the ARN for policies, and the words a denial's message uses instead. */
export interface Subject {
  readonly arn: string;
  readonly label?: string;
  readonly context?: Readonly<Record<string, string | readonly string[]>>;
}

/** One IAM operation: the action is `iam:` and its name, the answer is recorded as it is. */
export interface IamOperation {
  readonly on: (call: Call, world: World) => Subject;
  readonly handle: (call: Call, world: World) => Record<string, unknown> | undefined;
}

/** Operations of one area of IAM. */
export const iamOperations = (operations: Operations<IamOperation>): Record<string, Operation> =>
  operationsOf(operations, define);

function define(name: string, { on, handle }: IamOperation, readOnly: boolean): Operation {
  return {
    readOnly,
    category: "Management",
    permissions(call, world) {
      const { arn, label, context } = on(call, world);
      const boundary = optionalText(call.input, "PermissionsBoundary");
      return [
        {
          action: `iam:${name}`,
          resource: arn,
          ...(label === undefined ? {} : { resourceLabel: label }),
          resourceAccount: call.caller.accountId,
          context: {
            ...requestTagContext(call.input),
            ...(boundary === undefined ? {} : { "iam:PermissionsBoundary": boundary }),
            ...context,
          },
        },
      ];
    },
    handle: (call, world) => ({ output: handle(call, world) ?? {} }),
  };
}

/** Everything in the account, for actions that name no single resource. */
export const anything = (): Subject => ({ arn: "*" });

/** `arn:aws:iam::<account>:user/`, which listings are checked against. */
export const listing =
  (kind: string) =>
  ({ caller }: Call): Subject => ({ arn: `arn:aws:iam::${caller.accountId}:${kind}/` });
