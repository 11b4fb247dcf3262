import type { IntendedDifference } from "./index.ts";

export const cloudtrail: readonly IntendedDifference[] = [
  {
    operation: "GetTrail",
    path: "Trail.HomeRegion",
    ours: "us-east-1",
    moto: "absent",
    why: "Part of Trail (GetTrail, Response Syntax); moto says it in DescribeTrails only.",
  },
  {
    operation: "GetTrailStatus",
    path: "LatestDeliveryAttemptTime",
    ours: "",
    moto: "<date>",
    why: "Nothing was delivered: the trail was never on, or for less than a delivery takes (CLI examples, get-trail-status).",
  },
  {
    operation: "GetTrailStatus",
    path: "LatestDeliveryTime",
    ours: "absent",
    moto: "<date>",
    why: "Nothing was delivered: the trail was never on, or for less than a delivery takes (CLI examples, get-trail-status).",
  },
  {
    operation: "UpdateTrail",
    path: "S3KeyPrefix",
    ours: "absent",
    moto: "",
    why: "Taken away; what a trail does not have is not in its description (CLI examples, describe-trails).",
  },
  {
    operation: "GetEventSelectors",
    path: "EventSelectors.length",
    ours: "1",
    moto: "0",
    why: "A new trail has the selector of all management events (CLI examples, get-event-selectors).",
  },
  {
    operation: "GetEventSelectors",
    path: "AdvancedEventSelectors",
    ours: "absent",
    moto: "[]",
    why: "A trail has selectors of one kind and shows only those (CLI examples, get-event-selectors).",
  },
  {
    operation: "GetEventSelectors",
    path: "EventSelectors",
    ours: "absent",
    moto: "[]",
    why: "A trail has selectors of one kind and shows only those (CLI examples, get-event-selectors).",
  },
  {
    operation: "GetInsightSelectors",
    path: "error",
    ours: "InsightNotEnabledException 400",
    moto: "answered",
    why: "One of the operation's errors, for trails without Insights (GetInsightSelectors).",
  },
  {
    operation: "DeleteTrail",
    path: "error",
    ours: "TrailNotFoundException 400",
    moto: "answered",
    why: "One of the operation's errors (DeleteTrail); moto deletes what is not there.",
  },
  {
    operation: "DeleteTrail",
    path: "error",
    ours: "InvalidTrailNameException 400",
    moto: "answered",
    why: "One of the operation's errors (DeleteTrail); moto does not look at the name.",
  },
];
