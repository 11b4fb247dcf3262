import { Trail } from "@pulumi/aws/cloudtrail/trail.js";
import { Bucket } from "@pulumi/aws/s3/bucket.js";
import { BucketPolicy } from "@pulumi/aws/s3/bucketPolicy.js";
import type { CustomResourceOptions } from "@pulumi/pulumi";
import type { Deployment, PulumiFn, Stack, UpOptions } from "@pulumi/pulumi/automation/index.js";
import { adoptedBucketOptions, adoptedPolicyOptions, adoptedTrailOptions } from "../adopt/adopted-options.ts";
import { awsProvider } from "../program/aws-provider.ts";
import { projectName } from "../stacks/config.ts";
import type { StackSettings } from "../stacks/settings.ts";
import { type ExportedState, exportedFromFile } from "./export-state.ts";
import { stateFile } from "./open-stack.ts";
import type { WorkerRequest } from "./worker-message.ts";

/** A resource of the program that is there in AWS and not yet in the stack. */
interface Import {
  readonly type: string;
  readonly name: string;
  readonly register: (options: CustomResourceOptions) => void;
  readonly options: CustomResourceOptions;
}

interface ResourceState {
  readonly urn: string;
  protect?: boolean;
  retainOnDelete?: boolean;
}

/**
 * Takes what the settings adopt into the stack's state as it is in AWS, and changes nothing there: the engine refuses
 * an import whose properties differ from the program's, so the properties are left alone here, and the preview or up
 * that follows shows or makes the changes. Returns what takes it out of the state again, for a preview; undefined when
 * there was nothing to import.
 */
export async function importAdopted(
  request: WorkerRequest,
  stack: Stack,
  options: Pick<UpOptions, "onEvent" | "signal">,
): Promise<(() => Promise<void>) | undefined> {
  const { settings, accountId } = request;
  const wanted = importsOf(settings, accountId);
  if (wanted.length === 0) return undefined;
  const before = await stack.exportStack();
  const there = new Set(resourcesOf(before).map(({ urn }) => urn));
  const urnOf = ({ type, name }: Import) => `urn:pulumi:${settings.stack}::${projectName}::${type}::${name}`;
  const missing = wanted.filter((one) => !there.has(urnOf(one)));
  if (missing.length === 0) return undefined;
  // The worker's credentials are resolved already, as for the program itself.
  const { profile: _, roleArn: _role, ...resolved } = settings;
  const program: PulumiFn = async () => {
    const provider = awsProvider(resolved, accountId);
    for (const { register, options: own } of missing) register({ ...own, provider, ignoreChanges: ["*"] });
  };
  await stack.up({
    ...options,
    program,
    target: missing.map(urnOf),
    color: "never",
    suppressOutputs: true,
    suppressProgress: true,
  });
  return () => stack.importStack(before);
}

/**
 * Takes the protection from what was adopted, for a destroy that then only forgets it (`retainOnDelete`). Returns what
 * puts it back, for a look at what destroy would do; undefined when nothing is protected. What is protected and would be
 * deleted is protected by somebody else, and stays so.
 */
export async function unprotectAdopted(
  request: WorkerRequest,
  stack: Stack,
): Promise<(() => Promise<void>) | undefined> {
  const { settings, localBackend } = request;
  if (!settings.adopted) return undefined;
  if (localBackend) {
    const state = exportedFromFile(stateFile(localBackend, settings.stack));
    if (!state || !resourcesOf(state).some(onlyForgotten)) return undefined;
  }
  const state = await stack.exportStack();
  const before = structuredClone(state);
  const kept = resourcesOf(state).filter(onlyForgotten);
  if (kept.length === 0) return undefined;
  for (const resource of kept) delete resource.protect;
  await stack.importStack(state);
  return () => stack.importStack(before);
}

const onlyForgotten = ({ protect, retainOnDelete }: ResourceState): boolean =>
  protect === true && retainOnDelete === true;

function importsOf(settings: StackSettings, accountId: string): Import[] {
  const { bucketName: bucket, trailName } = settings;
  return [
    {
      type: "aws:s3/bucket:Bucket",
      name: "logs",
      options: adoptedBucketOptions(settings),
      register: (options: CustomResourceOptions) => void new Bucket("logs", { bucket }, options),
    },
    {
      type: "aws:s3/bucketPolicy:BucketPolicy",
      name: "logs",
      options: adoptedPolicyOptions(settings),
      register: (options: CustomResourceOptions) =>
        void new BucketPolicy("logs", { bucket, policy: "{}" }, options),
    },
    {
      type: "aws:cloudtrail/trail:Trail",
      name: "trail",
      options: adoptedTrailOptions(settings, accountId),
      register: (options: CustomResourceOptions) =>
        void new Trail("trail", { name: trailName, s3BucketName: bucket }, options),
    },
  ].filter(({ options }) => options.import !== undefined);
}

const resourcesOf = ({ deployment }: Deployment | ExportedState): ResourceState[] =>
  (deployment as { resources?: ResourceState[] } | undefined)?.resources ?? [];
