import type { Purpose } from "../purpose.ts";
import { dataEvents } from "../selectors.ts";

export const dynamodbItems: Purpose = {
  id: "dynamodb-items",
  title: "DynamoDB items",
  records: "Who read, wrote or deleted items of the named tables (of all tables, when none is named).",
  leavesOut: "The items' values; changes to tables are management events.",
  audience: "Data protection of applications that live on DynamoDB.",
  events: ["data"],
  resources: {
    what: "tables, by ARN",
    example: "arn:aws:dynamodb:eu-central-1:111122223333:table/customers",
    problem: (resource) =>
      /^arn:aws[a-z-]*:dynamodb:[a-z0-9-]+:\d{12}:table\/[\w.-]{3,255}$/.test(resource)
        ? undefined
        : "is not the ARN of a table",
  },
  checks: [],
  questions: [
    { shows: "whole-table reads", filter: "event:Scan" },
    { shows: "deletions", filter: "event:DeleteItem" },
  ],
  select: ({ resources }) => [
    dataEvents("Items", "AWS::DynamoDB::Table", resources && { Equals: resources }),
  ],
};
