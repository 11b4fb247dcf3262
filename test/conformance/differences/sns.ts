import type { IntendedDifference } from "./index.ts";

const delivery = "Delivery policies are for HTTP endpoints, which the sandbox does not have.";

export const sns: readonly IntendedDifference[] = [
  {
    operation: "GetTopicAttributes",
    path: "Attributes.Policy",
    ours: "*",
    moto: "*",
    why: "The same statements: moto orders their elements otherwise.",
  },
  {
    operation: "GetTopicAttributes",
    path: "Attributes.DeliveryPolicy",
    ours: "absent",
    moto: "",
    why: delivery,
  },
  {
    operation: "GetTopicAttributes",
    path: "Attributes.EffectiveDeliveryPolicy",
    ours: "absent",
    moto: "*",
    why: delivery,
  },
  {
    operation: "GetTopicAttributes",
    path: "Attributes.SubscriptionsConfirmed",
    ours: "1",
    moto: "0",
    why: "A queue of the same account is confirmed at once (GetTopicAttributes); moto never counts it.",
  },
];
