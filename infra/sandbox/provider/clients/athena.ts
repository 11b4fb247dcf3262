// A module of its own: esbuild gives the dynamic import of a CommonJS package nothing but its default export.
export { Athena } from "@aws-sdk/client-athena";
