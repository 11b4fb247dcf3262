import { AwsError } from "../../service.ts";
import { type Input, optionalText, structures } from "../input.ts";
import { errors } from "./errors.ts";
import { onTopic } from "./operation.ts";
import { publishOne } from "./publish.ts";

/** Publishes up to ten messages; each entry by itself, so that some may fail and others not. */
export const publishBatch = onTopic("PublishBatch", false, (call, world, topic) => {
  const entries = structures(call.input, "PublishBatchRequestEntries");
  checkIds(entries);
  const Successful: unknown[] = [];
  const Failed: unknown[] = [];
  for (const entry of entries) {
    const Id = optionalText(entry, "Id");
    try {
      const MessageId = world.transaction(() => publishOne(call, world, topic, entry));
      Successful.push({ Id, MessageId });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      Failed.push({ Id, Code: error.code, Message: error.message, SenderFault: true });
    }
  }
  return { Successful, Failed };
});

function checkIds(entries: readonly Input[]): void {
  if (entries.length === 0) throw errors.emptyBatch();
  if (entries.length > 10) throw errors.longBatch();
  const ids = entries.map((entry) => optionalText(entry, "Id") ?? "");
  if (!ids.every((id) => /^[\w-]{1,80}$/.test(id))) throw errors.badId();
  const again = ids.find((id, index) => ids.indexOf(id) !== index);
  if (again !== undefined) throw errors.sameIds(again);
}
