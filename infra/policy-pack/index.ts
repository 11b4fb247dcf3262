// The pack itself, which Pulumi's engine runs in a process of its own: pulumi preview --policy-pack infra/policy-pack
import { PolicyPack } from "@pulumi/policy";
import { unguardedBuckets } from "./guarded-buckets.ts";
import { rules } from "./rules.ts";

new PolicyPack("trailwright", {
  policies: [
    ...rules.map(({ name, description, enforcement, types, check }) => ({
      name,
      description,
      enforcementLevel: enforcement,
      validateResource(
        { type, props }: { type: string; props: Record<string, unknown> },
        report: (message: string) => void,
      ) {
        if (types.includes(type)) for (const problem of check(props)) report(problem);
      },
    })),
    {
      name: "bucket-is-guarded",
      description: "Every bucket has a public access block, versioning and a policy of its own.",
      // An adopted bucket's settings are its owner's.
      enforcementLevel: "advisory" as const,
      validateStack({ resources }, report) {
        for (const { urn, problem } of unguardedBuckets(resources)) report(problem, urn);
      },
    },
  ],
});
