import grpc from "@grpc/grpc-js";
import type { ClientConfig } from "../../target/target.ts";
import { awsClients } from "./aws-clients.ts";
import { type CheckContext, check } from "./check.ts";
import { diff, type ResourceDiff, withIgnored } from "./diff.ts";
import { plannedState } from "./planned-state.ts";
import type { Properties } from "./property-value.ts";
import type { SecretPaths } from "./property-wire.ts";
import type { ProviderConfig } from "./provider-config.ts";
import { readInputs } from "./read-inputs.ts";
import { Refusal, ResourceInitFailed } from "./resource-failure.ts";
import type { Context, Failure, Made, ResourceType } from "./resource-type.ts";

/** The life of resources under one provider configuration: what the engine's calls mean, without the wire. */
export class ResourceOperations {
  readonly config: ProviderConfig;
  readonly #clients: ReturnType<typeof awsClients>;
  readonly #madeBuckets = new Map<string, number>();
  #stop = new AbortController();

  constructor(clientConfig: ClientConfig, config: ProviderConfig) {
    this.config = config;
    this.#clients = awsClients(clientConfig);
  }

  /** What a resource (or an invoke) in this region works with. */
  context(region = this.config.region): Context {
    return {
      aws: this.#clients.in(region),
      region,
      defaultTags: this.config.defaultTags,
      signal: this.#stop.signal,
      madeBuckets: this.#madeBuckets,
    };
  }

  /** What is wrong with a program's inputs, and the inputs with their defaults. */
  check(
    type: ResourceType,
    inputs: Properties,
    source: Omit<CheckContext, "region">,
  ): { readonly inputs: Properties; readonly failures: readonly Failure[] } {
    return check(type, inputs, { ...source, region: this.config.region });
  }

  /** What would change, and whether it takes a replacement. */
  diff(type: ResourceType, state: Properties, inputs: Properties, ignored: readonly string[]): ResourceDiff {
    return diff(type, state, withIgnored(inputs, state, ignored), this.config.defaultTags);
  }

  /** A preview answers with what can be known before; its ID is empty. */
  async create(
    type: ResourceType,
    inputs: Properties,
    secrets: SecretPaths,
    preview: boolean,
  ): Promise<Made> {
    if (preview) return { id: "", state: plannedState(type, inputs, undefined, this.config.defaultTags) };
    return this.#keeping(inputs, secrets, undefined, (progress) =>
      type.create(inputs, this.#contextOf(inputs), progress),
    );
  }

  /** The new state; `ignored` names properties whose changes the program does not want. */
  async update(
    type: ResourceType,
    old: Made,
    inputs: Properties,
    ignored: readonly string[],
    secrets: SecretPaths,
    preview: boolean,
  ): Promise<Properties> {
    const wanted = withIgnored(inputs, old.state, ignored);
    if (preview) return plannedState(type, wanted, old.state, this.config.defaultTags);
    const made = await this.#keeping(inputs, secrets, old.id, async (progress) => ({
      id: old.id,
      state: await type.update(old.id, old.state, wanted, this.#contextOf(wanted), progress),
    }));
    return made.state;
  }

  /** Undefined when it is gone. Without `oldInputs` this is an import. */
  async read(
    type: ResourceType,
    id: string,
    prior: Properties,
    oldInputs: Properties | undefined,
  ): Promise<(Made & { readonly inputs: Properties }) | undefined> {
    this.#throwIfStopped();
    const found = await type.read(id, prior, this.#contextOf(prior));
    if (!found) return undefined;
    const local = Object.entries(type.schema.inputs).filter(([, property]) => property.local);
    const kept = Object.fromEntries(local.map(([name]) => [name, prior[name] ?? oldInputs?.[name]]));
    const state = { ...found.state, ...kept };
    return { id: found.id, state, inputs: readInputs(type, state, oldInputs) };
  }

  /** Removes it; what is gone already counts as removed. */
  async delete(type: ResourceType, id: string, state: Properties): Promise<void> {
    this.#throwIfStopped();
    await type.delete(id, state, this.#contextOf(state));
  }

  /** Lets what is in flight come to its next safe point and refuses what comes after. */
  stop(): void {
    this.#stop.abort(new Refusal(grpc.status.CANCELLED, "stopped: the operation was cancelled"));
  }

  /** Stops, and closes the connections. */
  close(): void {
    this.stop();
    this.#clients.close();
  }

  #contextOf(properties: Properties): Context {
    const region = properties["region"];
    return this.context(typeof region === "string" && region ? region : undefined);
  }

  #throwIfStopped(): void {
    this.#stop.signal.throwIfAborted();
  }

  /** Runs a change; when it fails after something came to be, what came to be travels with the failure. */
  async #keeping(
    inputs: Properties,
    secrets: SecretPaths,
    id: string | undefined,
    change: (progress: (soFar: Made) => void) => Promise<Made>,
  ): Promise<Made> {
    this.#throwIfStopped();
    let soFar: Made | undefined;
    try {
      return await change((made) => {
        soFar = made;
      });
    } catch (error) {
      if (soFar) throw new ResourceInitFailed({ ...soFar, id: id ?? soFar.id }, inputs, secrets, error);
      throw error;
    }
  }
}
