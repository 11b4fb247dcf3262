import { authorize } from "./authorization/authorize.ts";
import { AwsError, type Call, type Operation, type Waiting } from "./service.ts";
import type { World } from "./world.ts";

/**
 * Waits for what a call may wait for, without holding up anybody else. Undefined when it can be performed at once, also
 * when it will be refused.
 * @returns true when the call's time has come, false when its client is gone: nobody would get the answer
 */
export function waitFor(world: World, call: Call, operation: Operation): Promise<boolean> | undefined {
  const ask = (): Waiting | undefined => {
    try {
      const waiting = operation.waits?.(call, world);
      return waiting && authorize(call, operation.permissions(call, world), world).allowed
        ? waiting
        : undefined;
    } catch (error) {
      if (error instanceof AwsError) return undefined;
      throw error;
    }
  };
  const first = ask();
  if (!first) return undefined;
  return new Promise((resolve, reject) => {
    let stop = () => {};
    const settle = (ready: boolean) => {
      stop();
      resolve(ready);
    };
    const hold = ({ until, onChange }: Waiting) => {
      const stopClock = world.clock.every(Math.max(1, until.getTime() - world.clock.now().getTime()), again);
      const stopListening = onChange(again);
      stop = () => {
        stopClock();
        stopListening();
      };
    };
    const again = () => {
      stop();
      try {
        const next = ask();
        if (next) hold(next);
        else settle(true);
      } catch (error) {
        reject(error as Error);
      }
    };
    call.request.onceClosed?.(() => settle(false));
    hold(first);
  });
}
