// A module of its own: esbuild gives the dynamic import of a CommonJS package nothing but its default export.
export { Glue } from "@aws-sdk/client-glue";
