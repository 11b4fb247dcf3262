// A module of its own: esbuild gives the dynamic import of a CommonJS package nothing but its default export.
export { CloudWatch } from "@aws-sdk/client-cloudwatch";
