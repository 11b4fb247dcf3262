import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Channel } from "../../../infra/trail-log/channel.ts";

async function all<T>(channel: Channel<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of channel) items.push(item);
  return items;
}

describe("a channel", () => {
  test("gives every writer's items in their order, whatever its capacity", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat({ max: 20 }), { maxLength: 4 }),
        fc.integer({ min: 1, max: 8 }),
        async (sizes, capacity) => {
          const channel = new Channel<[writer: number, n: number]>(capacity);
          const reading: [number, number][] = [];
          const expected = sizes.reduce((sum, size) => sum + size, 0);
          const writers = sizes.map(async (size, writer) => {
            for (let n = 0; n < size; n++) await channel.put([writer, n]);
          });
          const items = channel[Symbol.asyncIterator]();
          while (reading.length < expected) reading.push((await items.next()).value!);
          await Promise.all(writers);
          sizes.forEach((size, writer) => {
            expect(reading.filter(([from]) => from === writer).map(([, n]) => n)).toEqual([
              ...Array(size).keys(),
            ]);
          });
        },
      ),
    );
  });

  test("a writer far ahead waits, and is let go when the reader has gone", async () => {
    const channel = new Channel<number>(2);
    await channel.put(1);
    await channel.put(2);
    let third = false;
    const writing = channel.put(3).then(() => {
      third = true;
    });
    await Promise.resolve();
    expect(third).toBe(false);
    channel.end();
    await writing;
    expect(third).toBe(true);
    expect(await all(channel)).toEqual([]);
  });

  test("passes a failure on to the reader", async () => {
    const channel = new Channel<number>();
    channel.fail(new Error("gone wrong"));
    await expect(all(channel)).rejects.toThrow("gone wrong");
  });
});
