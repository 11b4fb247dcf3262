import {
  CreateTrailCommand,
  PutEventSelectorsCommand,
  StartLoggingCommand,
} from "@aws-sdk/client-cloudtrail";
import { expect, onTestFinished } from "vitest";
import type { CloudTrailRecord } from "../../infra/cloudtrail/record.ts";
import type { SandboxOptions } from "../../infra/sandbox/index.ts";
import { startTrailSandbox, type TrailSandbox } from "./trail-sandbox.ts";

/** A sandbox in front of something else, with a trail that takes all management events and the data events asked for. */
export interface UpstreamSandbox extends TrailSandbox {
  /** All that was delivered so far. */
  delivered(): Promise<readonly CloudTrailRecord[]>;
  /** The one delivered record of an event name. */
  record(eventName: string): Promise<CloudTrailRecord>;
}

/** @param dataTypes resource types whose data events are recorded */
export async function startUpstreamSandbox(
  options: Omit<SandboxOptions, "clock">,
  dataTypes: readonly string[] = [],
): Promise<UpstreamSandbox> {
  const trail = await startTrailSandbox(options);
  onTestFinished(() => trail.close());
  const cloudtrail = trail.cloudtrail();
  await trail.bucketFor("all-records", "all");
  await cloudtrail.send(
    new CreateTrailCommand({ Name: "all", S3BucketName: "all-records", IsMultiRegionTrail: true }),
  );
  const selector = (category: string, more: { Field: string; Equals: string[] }[] = []) => ({
    FieldSelectors: [{ Field: "eventCategory", Equals: [category] }, ...more],
  });
  const data = dataTypes.map((type) => selector("Data", [{ Field: "resources.type", Equals: [type] }]));
  await cloudtrail.send(
    new PutEventSelectorsCommand({
      TrailName: "all",
      AdvancedEventSelectors: [selector("Management"), ...data],
    }),
  );
  await cloudtrail.send(new StartLoggingCommand({ Name: "all" }));
  const delivered = () => trail.records("all-records");
  return {
    ...trail,
    delivered,
    record: async (eventName) => {
      const found = (await delivered()).filter((record) => record.eventName === eventName);
      expect(found, eventName).toHaveLength(1);
      return found[0]!;
    },
  };
}
