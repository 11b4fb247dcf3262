import type { AdvancedEventSelector } from "../../cloudtrail/event-selectors.ts";
import type { Purpose } from "../purpose.ts";

export const custom: Purpose = {
  id: "custom",
  title: "Custom",
  records: "What its advanced event selectors say.",
  audience: "Whoever has a question that no other purpose answers.",
  events: ["management", "data", "network-activity"],
  checks: [],
  questions: [],
  select: ({ selectors }) => selectors as readonly AdvancedEventSelector[] | undefined,
};
