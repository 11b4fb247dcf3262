// A module of its own: esbuild gives the dynamic import of a CommonJS package nothing but its default export.
export { GetObjectCommand, HeadObjectCommand, ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
