import type { Service } from "../../service.ts";
import { createTrail, updateTrail } from "./configure-trail.ts";
import {
  deregisterDelegatedAdministrator,
  registerDelegatedAdministrator,
} from "./delegated-administrators.ts";
import { listPublicKeys } from "./list-public-keys.ts";
import { deleteTrail, startLogging, stopLogging } from "./logging.ts";
import { lookupEvents } from "./lookup-events.ts";
import { describeTrails, getTrail, getTrailStatus, listTrails } from "./read-trails.ts";
import {
  getEventSelectors,
  getInsightSelectors,
  putEventSelectors,
  putInsightSelectors,
} from "./selectors.ts";
import { addTags, listTags, removeTags } from "./tags.ts";
import { onAll, onTrail } from "./trail-operation.ts";

/**
 * AWS CloudTrail, API version 2013-11-01, as far as trails, event history and tags go. Not here: CloudTrail Lake (event
 * data stores, queries, channels, dashboards, imports).
 */
export const cloudtrail: Service = {
  name: "cloudtrail",
  eventSource: "cloudtrail.amazonaws.com",
  protocol: "json-1.1",
  apiVersion: "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101",
  global: false,
  operations: {
    CreateTrail: onTrail("Name", false, createTrail),
    UpdateTrail: onTrail("Name", false, updateTrail),
    DeleteTrail: onTrail("Name", false, deleteTrail),
    GetTrail: onTrail("Name", true, getTrail),
    DescribeTrails: onAll(describeTrails),
    ListTrails: onAll(listTrails),
    GetTrailStatus: onTrail("Name", true, getTrailStatus),
    StartLogging: onTrail("Name", false, startLogging),
    StopLogging: onTrail("Name", false, stopLogging),
    PutEventSelectors: onTrail("TrailName", false, putEventSelectors),
    GetEventSelectors: onTrail("TrailName", true, getEventSelectors),
    PutInsightSelectors: onTrail("TrailName", false, putInsightSelectors),
    GetInsightSelectors: onTrail("TrailName", true, getInsightSelectors),
    LookupEvents: onAll(lookupEvents),
    AddTags: onTrail("ResourceId", false, addTags),
    RemoveTags: onTrail("ResourceId", false, removeTags),
    ListTags: onAll(listTags),
    ListPublicKeys: onAll(listPublicKeys),
    RegisterOrganizationDelegatedAdmin: onAll(registerDelegatedAdministrator, false),
    DeregisterOrganizationDelegatedAdmin: onAll(deregisterDelegatedAdministrator, false),
  },
};
