import { Trail } from "@pulumi/aws/cloudtrail/trail.js";
import type { cloudtrail } from "@pulumi/aws/types/input.js";
import type { CustomResourceOptions, Input } from "@pulumi/pulumi";
import { type AdvancedEventSelector, operators } from "../cloudtrail/event-selectors.ts";
import { selectionOf } from "../purposes/selection.ts";
import type { StackSettings } from "../stacks/settings.ts";
import type { DestinationInputs } from "./destinations.ts";
import { partName } from "./part-name.ts";

/**
 * The trail: all regions, global services, log file validation, what its purpose selects, started. Its name is explicit,
 * for the policy names it. `keyArn` encrypts its log files; `more` says where else its events and notices go.
 */
export function trail(
  settings: StackSettings,
  bucketName: Input<string>,
  keyArn: Input<string> | undefined,
  more: DestinationInputs,
  options: CustomResourceOptions,
): Trail {
  const { advancedEventSelectors, insights } = selectionOf(settings);
  return new Trail(
    partName("trail", options),
    {
      name: settings.trailName,
      s3BucketName: bucketName,
      ...(settings.keyPrefix ? { s3KeyPrefix: settings.keyPrefix } : {}),
      isMultiRegionTrail: true,
      includeGlobalServiceEvents: true,
      enableLogFileValidation: true,
      enableLogging: true,
      ...(settings.organizationTrail ? { isOrganizationTrail: true } : {}),
      ...(keyArn ? { kmsKeyId: keyArn } : {}),
      ...(advancedEventSelectors ? { advancedEventSelectors: advancedEventSelectors.map(asInput) } : {}),
      ...(insights.length > 0 ? { insightSelectors: insights.map((insightType) => ({ insightType })) } : {}),
      ...more,
      tags: settings.tags,
    },
    options,
  );
}

/** A selector of the API as the provider names its members. */
function asInput({ Name, FieldSelectors }: AdvancedEventSelector): cloudtrail.TrailAdvancedEventSelector {
  return {
    ...(Name === undefined ? {} : { name: Name }),
    fieldSelectors: FieldSelectors.map((given) => {
      const field: cloudtrail.TrailAdvancedEventSelectorFieldSelector = { field: given.Field };
      for (const operator of operators) {
        const values = given[operator];
        if (values) field[operatorNames[operator]] = [...values];
      }
      return field;
    }),
  };
}

const operatorNames = {
  Equals: "equals",
  StartsWith: "startsWiths",
  EndsWith: "endsWiths",
  NotEquals: "notEquals",
  NotStartsWith: "notStartsWiths",
  NotEndsWith: "notEndsWiths",
} as const;
