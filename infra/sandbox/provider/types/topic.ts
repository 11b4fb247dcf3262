import { unlessAbsent } from "../aws-call-error.ts";
import { samePolicy } from "../policy-equivalence.ts";
import type { Properties } from "../property-value.ts";
import type { ResourceType } from "../resource-type.ts";
import { map, optional, refusedFor, region, string } from "../schema.ts";
import { allTags, fromTagList, tagChanges, tagState, tagsOf, toTagList } from "../tags.ts";

const feedback = ["application", "firehose", "http", "lambda", "sqs"].flatMap((kind) => [
  `${kind}FailureFeedbackRoleArn`,
  `${kind}SuccessFeedbackRoleArn`,
  `${kind}SuccessFeedbackSampleRate`,
]);

/** An SNS topic. Its ID is its ARN. */
export const topic: ResourceType = {
  token: "aws:sns/topic:Topic",
  naming: { property: "name", maxLength: 256 },
  schema: {
    inputs: {
      name: optional(string, { computed: true, replaces: true }),
      displayName: optional(string),
      policy: optional({ kind: "json", same: samePolicy }, { computed: true }),
      tags: optional(map),
      region,
    },
    outputs: { arn: string, owner: string, tagsAll: map },
    refused: {
      namePrefix: "use name",
      ...refusedFor("the sandbox has standard topics only", "fifoTopic", "fifoThroughputScope"),
      ...refusedFor("the sandbox has standard topics only", "contentBasedDeduplication", "archivePolicy"),
      ...refusedFor("the sandbox's topics have no such attribute", "kmsMasterKeyId", "signatureVersion"),
      ...refusedFor("the sandbox's topics have no such attribute", "tracingConfig", "deliveryPolicy"),
      ...refusedFor("the sandbox's topics have no such attribute", ...feedback),
    },
  },
  async create(given, context) {
    const sns = await context.aws.sns();
    const name = given["name"] as string;
    const tagsAll = allTags(context.defaultTags, given["tags"]);
    const { displayName, policy } = given as Record<string, string | undefined>;
    const { TopicArn: id = "" } = await sns.createTopic({
      Name: name,
      Attributes: {
        ...(displayName ? { DisplayName: displayName } : {}),
        ...(policy ? { Policy: policy } : {}),
      },
      ...(Object.keys(tagsAll).length > 0 ? { Tags: toTagList(tagsAll) } : {}),
    });
    const { Attributes = {} } = await sns.getTopicAttributes({ TopicArn: id });
    const state: Properties = {
      name,
      displayName: displayName ?? "",
      policy: policy ?? Attributes["Policy"] ?? "",
      arn: id,
      owner: Attributes["Owner"] ?? "",
      tags: given["tags"],
      tagsAll,
      region: context.region,
    };
    return { id, state };
  },
  async read(id, prior, context) {
    const sns = await context.aws.sns();
    const found = await unlessAbsent(
      sns.getTopicAttributes({ TopicArn: id }),
      "NotFound",
      "NotFoundException",
    );
    if (!found) return undefined;
    const { Tags } = await sns.listTagsForResource({ ResourceArn: id });
    const { DisplayName = "", Policy = "", Owner = "" } = found.Attributes ?? {};
    const known = prior["policy"];
    const state = {
      name: id.slice(id.lastIndexOf(":") + 1),
      displayName: DisplayName,
      policy: typeof known === "string" && samePolicy(known, Policy) ? known : Policy,
      arn: id,
      owner: Owner,
      ...tagState(fromTagList(Tags), context.defaultTags, prior),
      region: context.region,
    };
    return { id, state };
  },
  async update(id, old, given, context) {
    const sns = await context.aws.sns();
    const set = (AttributeName: string, AttributeValue: string) =>
      sns.setTopicAttributes({ TopicArn: id, AttributeName, AttributeValue });
    const displayName = (given["displayName"] as string | undefined) ?? "";
    if (displayName !== (old["displayName"] ?? "")) await set("DisplayName", displayName);
    const policy = given["policy"] ?? old["policy"];
    if (policy !== old["policy"]) await set("Policy", String(policy));
    const tagsAll = allTags(context.defaultTags, given["tags"]);
    const { put, gone } = tagChanges(tagsOf(old["tagsAll"]), tagsAll);
    if (gone.length > 0) await sns.untagResource({ ResourceArn: id, TagKeys: [...gone] });
    if (Object.keys(put).length > 0) await sns.tagResource({ ResourceArn: id, Tags: toTagList(put) });
    return { ...old, displayName, policy, tags: given["tags"], tagsAll };
  },
  async delete(id, _state, context) {
    const sns = await context.aws.sns();
    await unlessAbsent(sns.deleteTopic({ TopicArn: id }), "NotFound", "NotFoundException");
  },
};
