import { Trail } from "@pulumi/aws/cloudtrail/trail.js";
import type { CustomResourceOptions, Input } from "@pulumi/pulumi";
import { type AdvancedEventSelector, operators } from "../cloudtrail/event-selectors.ts";
import { selectionOf } from "../purposes/selection.ts";
import type { StackSettings } from "../stacks/settings.ts";

/**
 * The trail: all regions, global services, log file validation, what its purpose selects, started. Its name is explicit,
 * for the policy names it.
 */
export function trail(
  settings: StackSettings,
  bucketName: Input<string>,
  options: CustomResourceOptions,
): Trail {
  const { advancedEventSelectors, insights } = selectionOf(settings);
  return new Trail(
    "trail",
    {
      name: settings.trailName,
      s3BucketName: bucketName,
      ...(settings.keyPrefix ? { s3KeyPrefix: settings.keyPrefix } : {}),
      isMultiRegionTrail: true,
      includeGlobalServiceEvents: true,
      enableLogFileValidation: true,
      enableLogging: true,
      ...(advancedEventSelectors ? { advancedEventSelectors: advancedEventSelectors.map(asInput) } : {}),
      ...(insights.length > 0 ? { insightSelectors: insights.map((insightType) => ({ insightType })) } : {}),
      tags: settings.tags,
    },
    options,
  );
}

/** A selector of the API as the provider names its members. */
function asInput({ Name, FieldSelectors }: AdvancedEventSelector) {
  return {
    ...(Name === undefined ? {} : { name: Name }),
    fieldSelectors: FieldSelectors.map((field) => ({
      field: field.Field,
      ...Object.fromEntries(
        operators.flatMap((operator) => {
          const values = field[operator];
          return values ? [[lowerFirst(operator), [...values]]] : [];
        }),
      ),
    })),
  };
}

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
