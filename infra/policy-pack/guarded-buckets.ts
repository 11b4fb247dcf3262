/** A resource of a plan, with the resources that its properties come from. */
export interface PlannedResource {
  readonly type: string;
  readonly name: string;
  readonly urn: string;
  readonly propertyDependencies: Readonly<Record<string, readonly { readonly urn: string }[]>>;
}

const guards = {
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": "a public access block",
  "aws:s3/bucketVersioning:BucketVersioning": "versioning",
  "aws:s3/bucketPolicy:BucketPolicy": "a policy",
} as const;

/** Buckets of a plan that lack what guards them, one sentence each, with the bucket's URN. Pure. */
export function unguardedBuckets(
  resources: readonly PlannedResource[],
): readonly { readonly urn: string; readonly problem: string }[] {
  const buckets = resources.filter(({ type }) => type === "aws:s3/bucket:Bucket");
  return buckets.flatMap(({ name, urn }) =>
    Object.entries(guards).flatMap(([type, what]) => {
      const isThere = resources.some(
        (each) => each.type === type && each.propertyDependencies["bucket"]?.some((of) => of.urn === urn),
      );
      return isThere
        ? []
        : [{ urn, problem: `The bucket ${name} has no ${what.replace(/^a /, "")} in this plan.` }];
    }),
  );
}
