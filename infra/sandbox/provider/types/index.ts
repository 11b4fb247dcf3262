import grpc from "@grpc/grpc-js";
import { Refusal } from "../resource-failure.ts";
import type { ResourceType } from "../resource-type.ts";
import { athenaNamedQuery } from "./athena-named-query.ts";
import { athenaWorkgroup } from "./athena-workgroup.ts";
import { bucket } from "./bucket.ts";
import { bucketLifecycleConfiguration } from "./bucket-lifecycle-configuration.ts";
import { bucketLogging } from "./bucket-logging.ts";
import { bucketObjectLock } from "./bucket-object-lock.ts";
import { bucketOwnershipControls } from "./bucket-ownership-controls.ts";
import { bucketPolicy } from "./bucket-policy.ts";
import { bucketPublicAccessBlock } from "./bucket-public-access-block.ts";
import { bucketServerSideEncryption } from "./bucket-server-side-encryption.ts";
import { bucketVersioning } from "./bucket-versioning.ts";
import { glueCatalogDatabase } from "./glue-catalog-database.ts";
import { glueCatalogTable } from "./glue-catalog-table.ts";
import { logGroup } from "./log-group.ts";
import { logMetricFilter } from "./log-metric-filter.ts";
import { metricAlarm } from "./metric-alarm.ts";
import { queryDefinition } from "./query-definition.ts";
import { queue } from "./queue.ts";
import { queuePolicy } from "./queue-policy.ts";
import { role } from "./role.ts";
import { rolePolicy } from "./role-policy.ts";
import { topic } from "./topic.ts";
import { topicPolicy } from "./topic-policy.ts";
import { topicSubscription } from "./topic-subscription.ts";
import { kmsAlias } from "./kms-alias.ts";
import { kmsKey } from "./kms-key.ts";
import { trail } from "./trail.ts";

/** Every resource type that is served. To add one: a file beside this one, and its name here. */
export const resourceTypes: readonly ResourceType[] = [
  athenaNamedQuery,
  athenaWorkgroup,
  bucket,
  bucketLifecycleConfiguration,
  bucketLogging,
  bucketObjectLock,
  bucketOwnershipControls,
  bucketPolicy,
  bucketPublicAccessBlock,
  bucketServerSideEncryption,
  bucketVersioning,
  glueCatalogDatabase,
  glueCatalogTable,
  logGroup,
  logMetricFilter,
  metricAlarm,
  queryDefinition,
  queue,
  queuePolicy,
  role,
  rolePolicy,
  topic,
  topicPolicy,
  topicSubscription,
  kmsAlias,
  kmsKey,
  trail,
];

const byToken = new Map(
  resourceTypes.flatMap((type) =>
    [type.token, ...(type.aliases ?? [])].map((token) => [token, type] as const),
  ),
);

/** The type with this token or an older name of it; refuses by name what is not served. */
export function resourceType(token: string): ResourceType {
  const found = byToken.get(token);
  if (found) return found;
  const served = resourceTypes.map((type) => type.token).join(", ");
  throw new Refusal(
    grpc.status.UNIMPLEMENTED,
    `${token} is not served by Trailwright's provider, which serves ${served}`,
  );
}
