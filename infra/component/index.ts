// import { TrailStack } from "trailwright/pulumi": the trail set-up in Pulumi programs of others.
export { TrailStack } from "./trail-stack.ts";
export type { TrailStackArgs } from "./trail-stack-args.ts";
