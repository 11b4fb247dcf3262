import type { Purpose } from "../purpose.ts";
import { dataEvents } from "../selectors.ts";

export const lambdaInvocations: Purpose = {
  id: "lambda-invocations",
  title: "Lambda invocations",
  records: "Who invoked which function, and when.",
  leavesOut: "What went in and what came out; changes to functions are management events.",
  audience: "Teams whose functions act on somebody's behalf.",
  events: ["data"],
  resources: {
    what: "functions, by ARN",
    example: "arn:aws:lambda:eu-central-1:111122223333:function:pay-out",
    problem: (resource) =>
      /^arn:aws[a-z-]*:lambda:[a-z0-9-]+:\d{12}:function:[\w-]{1,140}(:[\w$-]+)?$/.test(resource)
        ? undefined
        : "is not the ARN of a function",
  },
  checks: [],
  questions: [{ shows: "invocations", filter: "event:Invoke" }],
  select: ({ resources }) => [
    dataEvents("Invocations", "AWS::Lambda::Function", resources && { StartsWith: resources }),
  ],
};
