import { unlessAbsent } from "../aws-call-error.ts";
import { samePolicy } from "../policy-equivalence.ts";
import type { Properties } from "../property-value.ts";
import type { Context, ResourceType } from "../resource-type.ts";
import { region, required, string } from "../schema.ts";
import { noQueue } from "./queue.ts";

async function put(given: Properties, context: Context): Promise<Properties> {
  const sqs = await context.aws.sqs();
  const { queueUrl, policy } = given as Record<string, string>;
  await sqs.setQueueAttributes({ QueueUrl: queueUrl, Attributes: { Policy: policy! } });
  return { queueUrl, policy, region: context.region };
}

/** Who may send to a queue. Its ID is the queue's URL. */
export const queuePolicy: ResourceType = {
  token: "aws:sqs/queuePolicy:QueuePolicy",
  schema: {
    inputs: {
      queueUrl: required(string, { replaces: true }),
      policy: required({ kind: "json", same: samePolicy }),
      region,
    },
    outputs: {},
  },
  async create(given, context) {
    return { id: given["queueUrl"] as string, state: await put(given, context) };
  },
  async read(id, prior, context) {
    const sqs = await context.aws.sqs();
    const found = await unlessAbsent(
      sqs.getQueueAttributes({ QueueUrl: id, AttributeNames: ["Policy"] }),
      ...noQueue,
    );
    const is = found?.Attributes?.["Policy"];
    if (!is) return undefined;
    const known = prior["policy"];
    const policy = typeof known === "string" && samePolicy(known, is) ? known : is;
    return { id, state: { queueUrl: id, policy, region: context.region } };
  },
  update: (_id, _state, given, context) => put(given, context),
  async delete(id, _state, context) {
    const sqs = await context.aws.sqs();
    await unlessAbsent(sqs.setQueueAttributes({ QueueUrl: id, Attributes: { Policy: "" } }), ...noQueue);
  },
};
