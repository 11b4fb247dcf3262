import type { Call } from "../../service.ts";
import type { Collection, World } from "../../world.ts";

/** Where workgroups are. */
export interface Place {
  readonly accountId: string;
  readonly region: string;
}

/** `WorkGroupConfiguration` as it is answered. */
export type Configuration = Readonly<Record<string, unknown>>;

/** A workgroup. */
export interface WorkGroup {
  readonly name: string;
  readonly description?: string;
  readonly state: "ENABLED" | "DISABLED";
  /** Epoch milliseconds. */
  readonly created: number;
  readonly configuration: Configuration;
  readonly tags: Readonly<Record<string, string>>;
}

/** A query that is kept under a name. */
export interface NamedQuery {
  readonly id: string;
  readonly workGroup: string;
  /** The members of the request that are answered as they came. */
  readonly input: {
    readonly Name: string;
    readonly Description?: string | undefined;
    readonly Database: string;
    readonly QueryString: string;
  };
  readonly token?: string;
}

export const workGroups = (world: World): Collection<WorkGroup> => world.collection("athena/workgroups");
export const namedQueries = (world: World): Collection<NamedQuery> =>
  world.collection("athena/named-queries");

export const placeOf = ({ caller, region }: Call): Place => ({ accountId: caller.accountId, region });

/** A key; without a name, the prefix of all that are there. */
export const keyOf = ({ accountId, region }: Place, name = ""): string => `${accountId}:${region}:${name}`;

export const workGroupArn = ({ accountId, region }: Place, name: string): string =>
  `arn:aws:athena:${region}:${accountId}:workgroup/${name}`;

/** What a configuration holds where the request says nothing ("CreateWorkGroup", Amazon Athena API Reference). */
export const defaults: Configuration = {
  EnforceWorkGroupConfiguration: true,
  PublishCloudWatchMetricsEnabled: false,
  RequesterPaysEnabled: false,
  EnableMinimumEncryptionConfiguration: false,
  EngineVersion: { SelectedEngineVersion: "AUTO", EffectiveEngineVersion: "Athena engine version 3" },
};

/** The workgroup each account has from the beginning. */
export const primary: WorkGroup = {
  name: "primary",
  description: "",
  state: "ENABLED",
  created: Date.UTC(2020, 0),
  configuration: { ...defaults, EnforceWorkGroupConfiguration: false, ResultConfiguration: {} },
  tags: {},
};
