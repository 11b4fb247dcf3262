import { familyPrefix, type TrailLocation } from "../cloudtrail/object-key.ts";
import { concurrently } from "./concurrently.ts";
import type { ListedFile, LogBucket } from "./log-bucket.ts";
import { afterDay, afterRecent, firstDay, nextDay } from "./look-back.ts";
import type { TrailSource } from "./source.ts";

interface Region {
  /** ETags by key of what has been found, as far back as it may be listed again. */
  seen: Map<string, string>;
  lastComplete?: number;
  /** When everything from the day on was last listed; between, only what is recent where that is much. */
  lastWhole: number;
  paged: boolean;
}

/** Every so many passes new folders are looked for. */
export const discoverEvery = 4;
const wholeEvery = 60_000;
const listingsAtOnce = 4;

/** What a pass over a bucket finds: files that were not there before, in the order of their delivery. */
export interface Found {
  readonly files: ListedFile[];
  /** Why some folder could not be listed. */
  readonly failure?: { readonly error: unknown };
}

/** What finds the log files of a source. */
export interface LogFiles {
  /** Lists once. */
  look(now: number): Promise<Found>;
  /**
   * Whether a log file that was announced has to be read: it is one of this source's, of a day that is looked at, and
   * has not been found yet.
   */
  isNew(key: string, now: number): boolean;
  /** Found by other means than a listing; false when it had been found before. */
  add(file: ListedFile): boolean;
}

/** Where the log files of a source's own account are. */
const locationOf = ({ accountId, keyPrefix, organizationId }: TrailSource): TrailLocation => ({
  accountId,
  ...(keyPrefix ? { prefix: keyPrefix.replace(/\/+$/, "") } : {}),
  ...(organizationId ? { organizationId } : {}),
});

/** Finds what is new of one account in a bucket: no marker, but a look-back over what is listed, and a memory of key and ETag. */
export class NewFiles implements LogFiles {
  readonly #bucket: LogBucket;
  readonly #location: TrailLocation;
  readonly #regions = new Map<string, Region>();
  readonly #since: number | undefined;
  readonly #discoverEvery: number;
  #start: number | undefined;
  #passes = 0;

  constructor(
    bucket: LogBucket,
    source: TrailSource,
    since: number | undefined,
    location = locationOf(source),
  ) {
    this.#bucket = bucket;
    this.#location = location;
    this.#since = since;
    // Where listings are rare, none goes by without a look for new regions.
    this.#discoverEvery = source.queueUrl === undefined ? discoverEvery : 1;
  }

  /** Gives what was found also when some region could not be listed; why is in `failure`. */
  async look(now: number): Promise<Found> {
    this.#start ??= firstDay(this.#since, now);
    const found: ListedFile[] = [];
    let failure: { error: unknown } | undefined;
    try {
      if (this.#passes++ % this.#discoverEvery === 0 || this.#regions.size === 0) await this.#discover();
    } catch (error) {
      failure = { error };
    }
    await concurrently([...this.#regions], listingsAtOnce, async ([name, region]) => {
      if (failure) return;
      try {
        found.push(...(await this.#lookAt(name, region, now)));
      } catch (error) {
        failure ??= { error };
      }
    });
    return { files: asDelivered(found), ...(failure ? { failure } : {}) };
  }

  isNew(key: string, now: number): boolean {
    const name = this.#regionOf(key);
    if (name === undefined) return false;
    const region = this.#regions.get(name);
    if (key <= afterDay(this.#location, name, this.#from(region, now))) return false;
    return !region?.seen.has(key);
  }

  add(file: ListedFile): boolean {
    const name = this.#regionOf(file.key);
    if (name === undefined || !isLogFile(file)) return false;
    const region = this.#regions.get(name) ?? this.#addRegion(name);
    if (region.seen.get(file.key) === file.etag) return false;
    region.seen.set(file.key, file.etag);
    return true;
  }

  #regionOf(key: string): string | undefined {
    const folder = familyPrefix(this.#location, "CloudTrail");
    return key.startsWith(folder) ? /^[a-z0-9-]+(?=\/)/.exec(key.slice(folder.length))?.[0] : undefined;
  }

  #addRegion(name: string): Region {
    const region: Region = { seen: new Map(), lastWhole: -wholeEvery, paged: false };
    this.#regions.set(name, region);
    return region;
  }

  /** Start of the day (UTC) from which a region is listed. */
  #from(region: Region | undefined, now: number): number {
    const first = this.#start ?? now;
    return region?.lastComplete === undefined ? first : nextDay(first, region.lastComplete);
  }

  async #discover(): Promise<void> {
    for (const name of await this.#bucket.regions(this.#location)) {
      if (!this.#regions.has(name)) this.#addRegion(name);
    }
  }

  async #lookAt(name: string, region: Region, now: number): Promise<ListedFile[]> {
    const prefix = `${familyPrefix(this.#location, "CloudTrail")}${name}/`;
    const whole = !region.paged || now - region.lastWhole >= wholeEvery || now < region.lastWhole;
    const after = whole
      ? afterDay(this.#location, name, this.#from(region, now))
      : afterRecent(this.#location, name, region.lastComplete ?? now);
    const { files, paged } = await this.#bucket.files(prefix, after);
    const fresh = files.filter((file) => isLogFile(file) && region.seen.get(file.key) !== file.etag);
    if (whole) {
      region.seen = new Map(files.map(({ key, etag }) => [key, etag]));
      region.lastWhole = now;
      region.paged = paged;
    } else {
      for (const { key, etag } of fresh) region.seen.set(key, etag);
    }
    region.lastComplete = now;
    return fresh;
  }
}

/** Folder markers and empty objects are none. */
function isLogFile({ key, bytes }: ListedFile): boolean {
  return bytes > 0 && !key.endsWith("/");
}

/** Sorts files by their delivery. */
export const asDelivered = (files: ListedFile[]): ListedFile[] =>
  files.sort((a, b) => a.modified - b.modified || (a.key < b.key ? -1 : 1));
