import type { AdvancedEventSelector, FieldSelector } from "../cloudtrail/event-selectors.ts";

/** A selector of management events: all of them, or those that read, or those that write. */
export function managementEvents(name: string, readOnly?: boolean): AdvancedEventSelector {
  return {
    Name: name,
    FieldSelectors: [
      { Field: "eventCategory", Equals: ["Management"] },
      ...(readOnly === undefined ? [] : [{ Field: "readOnly", Equals: [String(readOnly)] }]),
    ],
  };
}

/** A selector of data events on one type of resource, with conditions on their ARNs. */
export function dataEvents(
  name: string,
  type: string,
  arn?: Omit<FieldSelector, "Field">,
): AdvancedEventSelector {
  return {
    Name: name,
    FieldSelectors: [
      { Field: "eventCategory", Equals: ["Data"] },
      { Field: "resources.type", Equals: [type] },
      ...(arn ? [{ Field: "resources.ARN", ...arn }] : []),
    ],
  };
}
