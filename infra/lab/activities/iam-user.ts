import { CreateUserCommand, DeleteUserCommand, IAMClient } from "@aws-sdk/client-iam";
import { type ActivityContext, entryFor, type LabActivity } from "./activity.ts";
import { createAndRemove } from "./create-and-remove.ts";

const source = "iam.amazonaws.com";

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
        remove: () => remove(iam, userName, context),
      });
    } finally {
      iam.destroy();
    }
  },
  async undo(entry, context) {
    const iam = new IAMClient(context.target.clientConfig(entry.region));
    try {
      await remove(iam, entry.name, context);
    } finally {
      iam.destroy();
    }
  },
};

async function remove(iam: IAMClient, userName: string, context: ActivityContext): Promise<void> {
  await context.call(source, "DeleteUser", () => iam.send(new DeleteUserCommand({ UserName: userName })), [
    "NoSuchEntityException",
    "NoSuchEntity",
  ]);
}
