import { familyPrefix, type TrailLocation } from "../cloudtrail/object-key.ts";
import { concurrently } from "./concurrently.ts";
import type { ListedFile, LogBucket } from "./log-bucket.ts";
import { afterDay, afterRecent, firstDay, nextDay } from "./look-back.ts";
import type { TrailSource } from "./source.ts";

interface Region {
  /** Key and ETag of what has been listed, as far back as it may be listed again. */
  seen: Set<string>;
  lastComplete?: number;
  /** When everything from the day on was last listed; between, only what is recent where that is much. */
  lastWhole: number;
  paged: boolean;
}

const discoverEvery = 4;
const wholeEvery = 60_000;
const listingsAtOnce = 4;

/** Finds what is new in a bucket: no marker, but a look-back over what is listed, and a memory of key and ETag. */
export class NewFiles {
  readonly #bucket: LogBucket;
  readonly #location: TrailLocation;
  readonly #regions = new Map<string, Region>();
  readonly #since: number | undefined;
  #start: number | undefined;
  #passes = 0;

  constructor(bucket: LogBucket, source: TrailSource, since: number | undefined) {
    this.#bucket = bucket;
    this.#location = {
      accountId: source.accountId,
      ...(source.keyPrefix ? { prefix: source.keyPrefix.replace(/\/+$/, "") } : {}),
    };
    this.#since = since;
  }

  /**
   * Lists once. Gives the files that were not there before, in the order of their delivery, also when some region could not be
   * listed; why is in `failure`.
   */
  async look(now: number): Promise<{ files: ListedFile[]; failure?: { error: unknown } }> {
    this.#start ??= firstDay(this.#since, now);
    const found: ListedFile[] = [];
    let failure: { error: unknown } | undefined;
    try {
      if (this.#passes++ % discoverEvery === 0 || this.#regions.size === 0) await this.#discover();
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
    const files = found.sort((a, b) => a.modified - b.modified || (a.key < b.key ? -1 : 1));
    return { files, ...(failure ? { failure } : {}) };
  }

  async #discover(): Promise<void> {
    for (const name of await this.#bucket.regions(this.#location)) {
      if (!this.#regions.has(name)) {
        this.#regions.set(name, { seen: new Set(), lastWhole: -wholeEvery, paged: false });
      }
    }
  }

  async #lookAt(name: string, region: Region, now: number): Promise<ListedFile[]> {
    const prefix = `${familyPrefix(this.#location, "CloudTrail")}${name}/`;
    const whole = !region.paged || now - region.lastWhole >= wholeEvery || now < region.lastWhole;
    const first = this.#start ?? now;
    const from = region.lastComplete === undefined ? first : nextDay(first, region.lastComplete);
    const after = whole
      ? afterDay(this.#location, name, from)
      : afterRecent(this.#location, name, region.lastComplete ?? now);
    const { files, paged } = await this.#bucket.files(prefix, after);
    const fresh = files.filter((file) => isLogFile(file) && !region.seen.has(identity(file)));
    if (whole) {
      region.seen = new Set(files.map(identity));
      region.lastWhole = now;
      region.paged = paged;
    } else {
      for (const file of fresh) region.seen.add(identity(file));
    }
    region.lastComplete = now;
    return fresh;
  }
}

const identity = (file: ListedFile): string => `${file.key} ${file.etag}`;

/** Folder markers and empty objects are none. */
function isLogFile({ key, bytes }: ListedFile): boolean {
  return bytes > 0 && !key.endsWith("/");
}
