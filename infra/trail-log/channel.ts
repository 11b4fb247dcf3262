/** Items from several writers to one reader. A writer that is far ahead waits for the reader. */
export class Channel<T> implements AsyncIterable<T> {
  readonly #items: T[] = [];
  readonly #capacity: number;
  #ended = false;
  #failure: { error: unknown } | undefined;
  /** Resolves what the reader or the writers wait for, at any change. */
  #changed = Promise.withResolvers<void>();

  constructor(capacity = 64) {
    this.#capacity = capacity;
  }

  /** Hands one item over; resolves once there is room for it. After the end it is dropped. */
  async put(item: T): Promise<void> {
    while (this.#items.length >= this.#capacity && !this.#ended) await this.#changed.promise;
    if (this.#ended) return;
    this.#items.push(item);
    this.#wake();
  }

  /** The reader gets no more; what is put from now on is dropped. */
  end(): void {
    this.#ended = true;
    this.#wake();
  }

  /** The reader gets this error. */
  fail(error: unknown): void {
    this.#failure ??= { error };
    this.end();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    for (;;) {
      if (this.#failure) throw this.#failure.error;
      if (this.#ended) return;
      const item = this.#items.shift();
      if (item === undefined) await this.#changed.promise;
      else {
        this.#wake();
        yield item;
      }
    }
  }

  #wake(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers<void>();
  }
}
