import { parseObjectKey, type TrailLocation } from "../cloudtrail/object-key.ts";
import { concurrently } from "./concurrently.ts";
import type { ListedFile, LogBucket } from "./log-bucket.ts";
import { asDelivered, discoverEvery, type Found, type LogFiles, NewFiles } from "./new-files.ts";
import type { TrailSource } from "./source.ts";

const accountsAtOnce = 4;
const account = /^\d{12}$/;
const organization = /^o-[a-z0-9]{4,32}$/;

/** Finds what is new in a bucket that several accounts, or an organization's trail, deliver into. */
export class EveryAccountFiles implements LogFiles {
  readonly #bucket: LogBucket;
  readonly #source: TrailSource;
  readonly #since: number | undefined;
  /** Files of each account, by organization and account. */
  readonly #accounts = new Map<string, NewFiles>();
  #passes = 0;

  constructor(bucket: LogBucket, source: TrailSource, since: number | undefined) {
    this.#bucket = bucket;
    this.#source = source;
    this.#since = since;
  }

  async look(now: number): Promise<Found> {
    const found: ListedFile[] = [];
    let failure: Found["failure"];
    try {
      if (this.#passes++ % discoverEvery === 0 || this.#accounts.size === 0) await this.#discover();
    } catch (error) {
      failure = { error };
    }
    await concurrently([...this.#accounts.values()], accountsAtOnce, async (files) => {
      const its = await files.look(now);
      found.push(...its.files);
      failure ??= its.failure;
    });
    return { files: asDelivered(found), ...(failure ? { failure } : {}) };
  }

  /** Remembers nothing: whoever may write to the queue can name accounts that there are not, as many as it likes. */
  isNew(key: string, now: number): boolean {
    const place = this.#placeOf(key);
    if (!place) return false;
    const { accountId, organizationId } = place;
    const known = this.#accounts.get(nameOf(accountId, organizationId));
    return (known ?? this.#newFiles(accountId, organizationId)).isNew(key, now);
  }

  add(file: ListedFile): boolean {
    const place = this.#placeOf(file.key);
    return place ? this.#filesOf(place.accountId, place.organizationId).add(file) : false;
  }

  /** Whose folder a key is in; undefined for what is not this source's. */
  #placeOf(key: string): ReturnType<typeof parseObjectKey> {
    const place = parseObjectKey(key);
    const { organizationId } = this.#source;
    if (!place || place.prefix !== this.#prefix) return undefined;
    return organizationId === undefined || place.organizationId === organizationId ? place : undefined;
  }

  async #discover(): Promise<void> {
    const root = `${this.#prefix === undefined ? "" : `${this.#prefix}/`}AWSLogs/`;
    const { organizationId } = this.#source;
    const top = organizationId === undefined ? await this.#bucket.folders(root) : [organizationId];
    for (const name of top.filter((one) => account.test(one))) this.#filesOf(name, undefined);
    for (const id of top.filter((one) => organization.test(one))) {
      for (const name of await this.#bucket.folders(`${root}${id}/`))
        if (account.test(name)) this.#filesOf(name, id);
    }
  }

  get #prefix(): string | undefined {
    return this.#source.keyPrefix?.replace(/\/+$/, "") || undefined;
  }

  #filesOf(accountId: string, organizationId: string | undefined): NewFiles {
    const name = nameOf(accountId, organizationId);
    const known = this.#accounts.get(name);
    if (known) return known;
    const files = this.#newFiles(accountId, organizationId);
    this.#accounts.set(name, files);
    return files;
  }

  #newFiles(accountId: string, organizationId: string | undefined): NewFiles {
    const location: TrailLocation = {
      accountId,
      ...(this.#prefix === undefined ? {} : { prefix: this.#prefix }),
      ...(organizationId === undefined ? {} : { organizationId }),
    };
    return new NewFiles(this.#bucket, this.#source, this.#since, location);
  }
}

const nameOf = (accountId: string, organizationId: string | undefined): string =>
  `${organizationId ?? ""}/${accountId}`;
