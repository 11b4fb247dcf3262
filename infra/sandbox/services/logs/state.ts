import type { Collection, World } from "../../world.ts";

/** Where log groups are. */
export interface Place {
  readonly accountId: string;
  readonly region: string;
}

/** A log group. Times are epoch milliseconds. */
export interface LogGroup extends Place {
  /** Its events are kept under this number; a group made anew has another. */
  readonly id: number;
  readonly name: string;
  /** Without the `:*` that stands for its streams. */
  readonly arn: string;
  readonly created: number;
  readonly retentionInDays?: number;
  readonly logGroupClass: string;
  readonly isProtected: boolean;
  readonly tags: Readonly<Record<string, string>>;
}

/** A log stream. Times are epoch milliseconds. */
export interface LogStream {
  /** Its events are kept under this number; a stream made anew has another. */
  readonly id: number;
  readonly name: string;
  readonly created: number;
  readonly lastIngestion?: number;
  /** The token that PutLogEvents answers, which nobody has to give back any more. */
  readonly sequenceToken: string;
}

const groups = (world: World): Collection<LogGroup> => world.collection("logs/groups");
const streams = (world: World): Collection<LogStream> => world.collection("logs/streams");
const lastId = (world: World): Collection<number> => world.collection("logs/last-id");

// Names of groups and streams have no colon.
const placeKey = ({ accountId, region }: Place): string => `${accountId}:${region}:`;
const groupKey = (group: Place & { readonly name: string }): string => placeKey(group) + group.name;

/** A number that no group or stream has had. */
export function nextId(world: World): number {
  const id = (lastId(world).get("") ?? 0) + 1;
  lastId(world).put("", id);
  return id;
}

export function groupAt(world: World, place: Place, name: string): LogGroup | undefined {
  return groups(world).get(placeKey(place) + name);
}

/** In order of their names. */
export function groupsOf(world: World, place: Place): readonly LogGroup[] {
  return [...groups(world).entries(placeKey(place))].map(([, group]) => group);
}

/** Of every account and region. */
export function allGroups(world: World): readonly LogGroup[] {
  return [...groups(world).entries()].map(([, group]) => group);
}

export function putGroup(world: World, group: LogGroup): void {
  groups(world).put(groupKey(group), group);
}

/** Takes a group and its streams away; its events are the event store's. */
export function removeGroup(world: World, group: LogGroup): void {
  for (const stream of streamsOf(world, group)) removeStream(world, group, stream);
  groups(world).delete(groupKey(group));
}

export function streamAt(world: World, group: LogGroup, name: string): LogStream | undefined {
  return streams(world).get(`${groupKey(group)}:${name}`);
}

/** In order of their names. */
export function streamsOf(world: World, group: LogGroup, prefix = ""): readonly LogStream[] {
  return [...streams(world).entries(`${groupKey(group)}:${prefix}`)].map(([, stream]) => stream);
}

export function putStream(world: World, group: LogGroup, stream: LogStream): void {
  streams(world).put(`${groupKey(group)}:${stream.name}`, stream);
}

export function removeStream(world: World, group: LogGroup, stream: LogStream): void {
  streams(world).delete(`${groupKey(group)}:${stream.name}`);
}
