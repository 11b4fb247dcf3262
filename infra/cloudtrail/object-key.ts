/** The four families of files that CloudTrail writes; the folder and the file name carry the family's name. */
const logFamilies = [
  "CloudTrail",
  "CloudTrail-Digest",
  "CloudTrail-Insight",
  "CloudTrail-NetworkActivity",
] as const;
/** `CloudTrail` for events, the others after what they hold. */
export type LogFamily = (typeof logFamilies)[number];

/** Where a trail's files lie: everything of the key in front of the family's folder. */
export interface TrailLocation {
  /** The trail's key prefix without a slash at the end; Control Tower uses the organization id. */
  readonly prefix?: string;
  /** `o-…` for organization trails. */
  readonly organizationId?: string;
  readonly accountId: string;
}

/** A log, insight or network activity file. `time` is the slot in the name, whole minutes, UTC. */
export interface LogFileKey extends TrailLocation {
  readonly family: Exclude<LogFamily, "CloudTrail-Digest">;
  /** The region whose folder the file is in; records inside may be of another one. */
  readonly region: string;
  readonly time: Date;
  /** 16 letters and digits. */
  readonly unique: string;
}

/** A digest file. `time` is the digest's end, whole seconds, UTC. */
export interface DigestFileKey extends TrailLocation {
  readonly family: "CloudTrail-Digest";
  readonly region: string;
  readonly trailName: string;
  readonly homeRegion: string;
  readonly time: Date;
  readonly backfill?: boolean;
}

/** Any file a trail delivers. */
export type TrailObjectKey = LogFileKey | DigestFileKey;

const layout =
  /^(?:(?<prefix>.+)\/)?AWSLogs\/(?:(?<organization>o-[a-z0-9]{4,32})\/)?(?<account>\d{12})\/(?<family>CloudTrail(?:-Digest|-Insight|-NetworkActivity)?)\/(?<region>[a-z0-9-]+)\/\d{4}\/\d{2}\/\d{2}\/(?<name>[^/]+)$/;
// Old names lack the underscore in front of the unique part ("CloudTrail log file name format", older user guides).
const logName =
  /^\d{12}_CloudTrail(?:-Insight|-NetworkActivity)?_[a-z0-9-]+_(?<time>\d{8}T\d{4})Z_?(?<unique>[A-Za-z0-9]+)\.json\.gz$/;
const digestName =
  /^\d{12}_CloudTrail-Digest_[a-z0-9-]+_(?<trail>.+)_(?<home>[a-z0-9-]+)_(?<time>\d{8}T\d{6})Z(?<backfill>_backfill)?\.json\.gz$/;

/** Reads an object key; undefined for anything that is not a CloudTrail file (markers, foreign objects, bad dates). */
export function parseObjectKey(key: string): TrailObjectKey | undefined {
  const folders = layout.exec(key)?.groups;
  if (!folders) return undefined;
  const location = {
    ...(folders["prefix"] === undefined ? {} : { prefix: folders["prefix"] }),
    ...(folders["organization"] === undefined ? {} : { organizationId: folders["organization"] }),
    accountId: folders["account"]!,
    region: folders["region"]!,
  };
  const family = folders["family"] as LogFamily;
  const name = folders["name"]!;
  const parts = (family === "CloudTrail-Digest" ? digestName : logName).exec(name)?.groups;
  const time = parts && parseCompactTime(parts["time"]!);
  if (!parts || !time) return undefined;
  if (family === "CloudTrail-Digest") {
    return {
      ...location,
      family,
      trailName: parts["trail"]!,
      homeRegion: parts["home"]!,
      time,
      ...(parts["backfill"] ? { backfill: true } : {}),
    };
  }
  return { ...location, family, time, unique: parts["unique"]! };
}

/** The key of a log, insight or network activity file ("CloudTrail log file name format", AWS user guide). */
export function logFileKey(parts: LogFileKey): string {
  const stamp = compactTime(parts.time).slice(0, 13);
  const name = `${parts.accountId}_${parts.family}_${parts.region}_${stamp}Z_${parts.unique}.json.gz`;
  return `${dayPrefix(parts, parts.family, parts.region, parts.time)}${name}`;
}

/** The key of a digest file ("CloudTrail digest file structure", AWS user guide). */
export function digestFileKey(parts: DigestFileKey): string {
  const { accountId, family, region, trailName, homeRegion } = parts;
  const end = `${compactTime(parts.time)}Z${parts.backfill ? "_backfill" : ""}.json.gz`;
  const name = `${accountId}_${family}_${region}_${trailName}_${homeRegion}_${end}`;
  return `${dayPrefix(parts, family, region, parts.time)}${name}`;
}

/** `[prefix/]AWSLogs/[o-id/]<account>/<family>/`: also the key of the empty marker that CreateTrail writes. */
export function familyPrefix(location: TrailLocation, family: LogFamily): string {
  const { prefix, organizationId, accountId } = location;
  return `${prefix ? `${prefix}/` : ""}AWSLogs/${organizationId ? `${organizationId}/` : ""}${accountId}/${family}/`;
}

/** The folder of one region and one day (UTC), to list it. */
export function dayPrefix(location: TrailLocation, family: LogFamily, region: string, day: Date): string {
  const date = day.toISOString().slice(0, 10).replaceAll("-", "/");
  return `${familyPrefix(location, family)}${region}/${date}/`;
}

/** `YYYYMMDDTHHmmss` in UTC. */
function compactTime(time: Date): string {
  return time.toISOString().slice(0, 19).replaceAll(/[-:]/g, "");
}

function parseCompactTime(text: string): Date | undefined {
  const [, year, month, day, hour, minute, second = "00"] =
    /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})?$/.exec(text) ?? [];
  const time = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(time.getTime()) || time.getUTCDate() !== Number(day) ? undefined : time;
}
