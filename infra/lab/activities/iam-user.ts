import { CreateUserCommand, DeleteUserCommand, IAMClient } from "@aws-sdk/client-iam";
import { type ActivityContext, entryFor, type LabActivity } from "./activity.ts";
import { createAndRemove } from "./create-and-remove.ts";

const source = "iam.amazonaws.com";

/**
 * Fine when nobody knows whether the user exists. Right after it was created it only means that IAM has not caught up
 * with itself: the entry stays in the journal, and the removal is tried again on the next start.
 */
const absent = ["NoSuchEntityException", "NoSuchEntity"];

/** Creates an IAM user without any permission or credential, and deletes it. */
export const iamUser: LabActivity = {
  id: "iam-user",
  title: "Create and delete an IAM user",
  touches: () => [
    "iam:CreateUser: one user, path /trailwright/, no password, no keys, no permissions",
    "iam:DeleteUser: the same user",
  ],
  cleanUp: () => "The user is deleted right away.",
  async run(context) {
    const userName = context.freshName();
    const entry = entryFor("iam-user", userName, context);
    const iam = new IAMClient(context.target.clientConfig(context.region));
    try {
      await createAndRemove(entry, context, {
        create: () =>
          context.call(source, "CreateUser", () =>
            iam.send(new CreateUserCommand({ UserName: userName, Path: "/trailwright/" })),
          ),
        remove: (made) => remove(iam, userName, context, made ? [] : absent),
      });
    } finally {
      iam.destroy();
    }
  },
  async undo(entry, context) {
    const iam = new IAMClient(context.target.clientConfig(entry.region));
    try {
      await remove(iam, entry.name, context, absent);
    } finally {
      iam.destroy();
    }
  },
};

async function remove(
  iam: IAMClient,
  userName: string,
  context: ActivityContext,
  expected: readonly string[],
): Promise<void> {
  const send = () => iam.send(new DeleteUserCommand({ UserName: userName }));
  await context.call(source, "DeleteUser", send, expected);
}
