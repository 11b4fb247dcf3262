import { partitionOf } from "../../../cloudtrail/partition.ts";
import type { Invoke } from "./index.ts";

/** The AWS partition of the region in use. */
export const getPartition: Invoke = (_args, { region }) => {
  const { partition, dnsSuffix } = partitionOf(region);
  const reverseDnsPrefix = dnsSuffix.split(".").reverse().join(".");
  return { partition, dnsSuffix, reverseDnsPrefix, id: partition };
};
