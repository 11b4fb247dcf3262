import type { StackSettings } from "../stacks/settings.ts";

/** What decides whether one stack needs another. */
type Placed = Pick<StackSettings, "stack" | "target" | "bucketName" | "kind" | "centralBucket">;

/** Whether the trail of `stack` delivers into the log archive `archive`: the bucket's name is unique everywhere. */
export function deliversInto(stack: Placed, archive: Placed): boolean {
  return (
    archive.kind === "log-archive" &&
    stack.stack !== archive.stack &&
    stack.centralBucket === true &&
    stack.target === archive.target &&
    stack.bucketName === archive.bucketName
  );
}

/** The stacks among `all` that `stack` needs: the log archive it delivers into must be there before its trail. */
export const needsOf = (stack: Placed, all: readonly Placed[]): string[] =>
  all.filter((other) => deliversInto(stack, other)).map((other) => other.stack);

/** The stacks among `all` that need `stack`: they must be gone before it goes. */
export const neededBy = (stack: Placed, all: readonly Placed[]): string[] =>
  all.filter((other) => deliversInto(other, stack)).map((other) => other.stack);
