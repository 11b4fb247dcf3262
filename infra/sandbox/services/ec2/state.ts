import { randomBytes } from "node:crypto";
import type { Call } from "../../service.ts";
import type { Collection, World } from "../../world.ts";

/** Tags by key. */
export type Tags = Readonly<Record<string, string>>;

/** Every resource knows its id; the account and region it is in are part of its key. */
interface Resource {
  readonly id: string;
  readonly tags: Tags;
}

/** A VPC. */
export interface Vpc extends Resource {
  readonly cidr: string;
  readonly isDefault: boolean;
  readonly dhcpOptionsId: string;
  readonly associationId: string;
}

/** A subnet, which lies in one availability zone. */
export interface Subnet extends Resource {
  readonly vpcId: string;
  readonly cidr: string;
  readonly zone: string;
  readonly zoneId: string;
  readonly defaultForZone: boolean;
}

/** One rule of a security group: exactly one of the four kinds of peers. Ports are -1 where the protocol has none. */
export interface Rule {
  readonly id: string;
  readonly egress: boolean;
  readonly protocol: string;
  readonly from: number;
  readonly to: number;
  readonly cidr4?: string;
  readonly cidr6?: string;
  readonly prefixList?: string;
  readonly group?: { readonly id: string; readonly owner: string };
  readonly description?: string;
  readonly tags: Tags;
}

/** A security group with its rules, both ways. */
export interface SecurityGroup extends Resource {
  readonly name: string;
  readonly description: string;
  readonly vpcId: string;
  readonly rules: readonly Rule[];
}

/** States that last; the ones between (`pending`, `stopping`, `shutting-down`) are over when the call that began them is. */
export type InstanceState = "running" | "stopped" | "terminated";

/** An instance; nothing runs behind it. */
export interface Instance extends Resource {
  readonly reservationId: string;
  readonly imageId: string;
  readonly type: string;
  readonly architecture: string;
  readonly state: InstanceState;
  /** ISO 8601. */
  readonly launched: string;
  /** When it came into its state, ISO 8601. */
  readonly changed: string;
  readonly launchIndex: number;
  readonly clientToken: string;
  readonly keyName?: string;
  readonly subnetId: string;
  readonly vpcId: string;
  readonly zone: string;
  readonly privateIp: string;
  readonly groups: readonly string[];
  readonly monitoring: boolean;
  readonly ebsOptimized: boolean;
  readonly protectedFromTermination: boolean;
  readonly protectedFromStop: boolean;
  readonly rootDevice: string;
  readonly volumeId: string;
  readonly networkInterfaceId: string;
  readonly httpTokens: string;
  /** What a launch gave, base 64; nothing runs it. */
  readonly userData?: string;
  readonly reason?: string;
}

/** A VPC endpoint: the way from a VPC to one AWS service, with a policy of its own. */
export interface VpcEndpoint extends Resource {
  readonly accountId: string;
  readonly region: string;
  readonly vpcId: string;
  /** Signing name of the service: `s3`. */
  readonly service: string;
  /** `com.amazonaws.us-east-1.s3` */
  readonly serviceName: string;
  readonly type: "Gateway" | "Interface";
  /** Policy document. */
  readonly policy: string;
  readonly subnetIds: readonly string[];
  readonly groupIds: readonly string[];
  readonly privateDns: boolean;
  /** ISO 8601. */
  readonly created: string;
  readonly clientToken?: string;
}

/** Only the public half is kept. */
export interface KeyPair extends Resource {
  readonly name: string;
  readonly type: "rsa" | "ed25519";
  readonly fingerprint: string;
  readonly publicKey: string;
  readonly created: string;
}

/** Where a call looks: its account and region. */
export interface Place {
  readonly accountId: string;
  readonly region: string;
}

/** Where a call's resources are: the caller's account, the region called. */
export const placeOf = ({ caller, region }: Call): Place => ({ accountId: caller.accountId, region });

/** The resources of one kind in one place. */
export class Shelf<T extends Resource> {
  readonly #collection: Collection<T>;
  readonly #prefix: string;

  constructor(world: World, name: string, { accountId, region }: Place) {
    this.#collection = world.collection(`ec2/${name}`);
    this.#prefix = `${accountId}/${region}/`;
  }

  get(id: string): T | undefined {
    return this.#collection.get(this.#prefix + id);
  }

  put(resource: T): void {
    this.#collection.put(this.#prefix + resource.id, resource);
  }

  delete(id: string): boolean {
    return this.#collection.delete(this.#prefix + id);
  }

  all(): T[] {
    return [...this.#collection.entries(this.#prefix)].map(([, resource]) => resource);
  }
}

export const vpcs = (world: World, place: Place) => new Shelf<Vpc>(world, "vpcs", place);
export const subnets = (world: World, place: Place) => new Shelf<Subnet>(world, "subnets", place);
export const securityGroups = (world: World, place: Place) =>
  new Shelf<SecurityGroup>(world, "security-groups", place);
export const instances = (world: World, place: Place) => new Shelf<Instance>(world, "instances", place);
export const vpcEndpoints = (world: World, place: Place) =>
  new Shelf<VpcEndpoint>(world, "vpc-endpoints", place);
export const keyPairs = (world: World, place: Place) => new Shelf<KeyPair>(world, "key-pairs", place);

/** `i-0` and sixteen more hexadecimal digits, as AWS's long ids. */
export function newId(prefix: string): string {
  return `${prefix}-0${randomBytes(8).toString("hex")}`;
}

/** `arn:aws:ec2:<region>:<account>:<type>/<id>` */
export function arnOf({ accountId, region }: Place, type: string, id: string): string {
  return `arn:aws:ec2:${region}:${accountId}:${type}/${id}`;
}

/** The VPC endpoint of this id, whose ever it is. */
export function vpcEndpointById(world: World, region: string, id: string): VpcEndpoint | undefined {
  for (const account of world.accounts) {
    const found = vpcEndpoints(world, { accountId: account.id, region }).get(id);
    if (found) return found;
  }
  return undefined;
}
