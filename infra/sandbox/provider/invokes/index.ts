import grpc from "@grpc/grpc-js";
import type { Properties } from "../property-value.ts";
import { Refusal } from "../resource-failure.ts";
import type { Context } from "../resource-type.ts";
import { getCallerIdentity } from "./get-caller-identity.ts";
import { getPartition } from "./get-partition.ts";
import { getPolicyDocument } from "./get-policy-document.ts";
import { getRegion } from "./get-region.ts";

/** A function of the `aws` package that programs call for information. */
export type Invoke = (args: Properties, context: Context) => Properties | Promise<Properties>;

const invokes: Readonly<Record<string, Invoke>> = {
  "aws:index/getCallerIdentity:getCallerIdentity": getCallerIdentity,
  "aws:index/getPartition:getPartition": getPartition,
  "aws:index/getRegion:getRegion": getRegion,
  "aws:iam/getPolicyDocument:getPolicyDocument": getPolicyDocument,
};

/** Answers an invoke; refuses by name what is not served. */
export async function invoke(
  token: string,
  args: Properties,
  provider: { context(region?: string): Context },
): Promise<Properties> {
  const found = invokes[token];
  if (!found) {
    const served = Object.keys(invokes).join(", ");
    throw new Refusal(
      grpc.status.UNIMPLEMENTED,
      `the function ${token} is not served by Trailwright's provider, which serves ${served}`,
    );
  }
  const region = args["region"];
  return await found(args, provider.context(typeof region === "string" && region ? region : undefined));
}
