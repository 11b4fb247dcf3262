import { expect, test } from "vitest";
import { parseDeliveryNotice } from "../../../infra/trail-log/delivery-notice.ts";

const message = JSON.stringify({ s3Bucket: "logs", s3ObjectKey: ["a.json.gz", "b.json.gz"] });
const notice = { bucketName: "logs", keys: ["a.json.gz", "b.json.gz"] };

test.each([
  ["in SNS's envelope", JSON.stringify({ Type: "Notification", Message: message, MessageId: "1" }), notice],
  ["raw", message, notice],
  [
    "CloudTrail trying the topic",
    JSON.stringify({ Type: "Notification", Message: "CloudTrail validation message." }),
    undefined,
  ],
  ["no JSON", "hello", undefined],
  ["another's JSON", JSON.stringify({ Records: [] }), undefined],
  ["keys that are none", JSON.stringify({ s3Bucket: "logs", s3ObjectKey: "a" }), undefined],
  ["nothing", "", undefined],
])("a queue message: %s", (_, body, expected) => {
  expect(parseDeliveryNotice(body)).toEqual(expected);
});
