/** Remembers at least the last `generation` identities, at most twice as many. */
export class RecentIdentities {
  readonly #generation: number;
  #current = new Set<string>();
  #previous = new Set<string>();

  constructor(generation = 500_000) {
    this.#generation = generation;
  }

  /** False when it was there already. */
  add(identity: string): boolean {
    if (this.#current.has(identity) || this.#previous.has(identity)) return false;
    if (this.#current.size >= this.#generation) {
      this.#previous = this.#current;
      this.#current = new Set();
    }
    this.#current.add(identity);
    return true;
  }
}
