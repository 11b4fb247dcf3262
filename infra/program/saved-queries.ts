import { QueryDefinition } from "@pulumi/aws/cloudwatch/queryDefinition.js";
import type { CustomResourceOptions, Input } from "@pulumi/pulumi";
import { savedQueries, savedQueryText } from "../alerts/saved-queries.ts";
import { partName } from "./part-name.ts";

/** The folder in which Logs Insights shows a stack's saved queries: slashes of their names part folders. */
export const queryFolder = (stack: string): string => `trailwright/${stack}/`;

/** Saves the ready questions to the log group, where people find them in the console. */
export function saveQueries(
  stack: string,
  logGroupName: Input<string>,
  options: CustomResourceOptions,
): void {
  for (const query of savedQueries)
    new QueryDefinition(
      partName(query.id, options),
      {
        name: queryFolder(stack) + query.id,
        logGroupNames: [logGroupName],
        queryString: savedQueryText(query),
      },
      options,
    );
}
