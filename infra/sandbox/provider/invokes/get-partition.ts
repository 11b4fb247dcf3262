import { partitionOf } from "../s3-regions.ts";
import type { Invoke } from "./index.ts";

/** The AWS partition of the region in use. */
export const getPartition: Invoke = (_args, { region }) => {
  const found = partitionOf(region);
  return { ...found, id: found.partition };
};
