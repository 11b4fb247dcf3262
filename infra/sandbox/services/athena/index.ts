import type { Service } from "../../service.ts";
import {
  batchGetNamedQuery,
  createNamedQuery,
  deleteNamedQuery,
  getNamedQuery,
  listNamedQueries,
  startQueryExecution,
  updateNamedQuery,
} from "./named-queries.ts";
import { listTagsForResource, tagResource, untagResource } from "./tags.ts";
import {
  createWorkGroup,
  deleteWorkGroup,
  getWorkGroup,
  listWorkGroups,
  updateWorkGroup,
} from "./work-groups.ts";

/**
 * Amazon Athena: workgroups and named queries. Queries are not run, and StartQueryExecution says so. Not here: data
 * catalogs, prepared statements, capacity, notebooks.
 */
export const athena: Service = {
  name: "athena",
  eventSource: "athena.amazonaws.com",
  protocol: "json-1.1",
  apiVersion: "AmazonAthena",
  global: false,
  operations: {
    BatchGetNamedQuery: batchGetNamedQuery,
    CreateNamedQuery: createNamedQuery,
    CreateWorkGroup: createWorkGroup,
    DeleteNamedQuery: deleteNamedQuery,
    DeleteWorkGroup: deleteWorkGroup,
    GetNamedQuery: getNamedQuery,
    GetWorkGroup: getWorkGroup,
    ListNamedQueries: listNamedQueries,
    ListTagsForResource: listTagsForResource,
    ListWorkGroups: listWorkGroups,
    StartQueryExecution: startQueryExecution,
    TagResource: tagResource,
    UntagResource: untagResource,
    UpdateNamedQuery: updateNamedQuery,
    UpdateWorkGroup: updateWorkGroup,
  },
};
