/** Items that come in over time; every reader gets all of them from the first on. */
export class EventStream<T> implements AsyncIterable<T> {
  readonly #items: T[] = [];
  #ended = false;
  #wake: (() => void)[] = [];

  /** Adds an item; readers get it in order. */
  push(item: T): void {
    this.#items.push(item);
    this.#notify();
  }

  /** Readers finish after the last item. */
  end(): void {
    this.#ended = true;
    this.#notify();
  }

  async *[Symbol.asyncIterator](): AsyncIterator<T> {
    for (let next = 0; ;) {
      while (next < this.#items.length) yield this.#items[next++]!;
      if (this.#ended) return;
      await new Promise<void>((resolve) => this.#wake.push(resolve));
    }
  }

  #notify(): void {
    const waiting = this.#wake;
    this.#wake = [];
    for (const wake of waiting) wake();
  }
}
