import type { World } from "../world.ts";

/** How often queued records are delivered, in milliseconds of the world's clock. */
export interface DeliveryOptions {
  readonly intervalMilliseconds?: number;
}

/** The running delivery of a sandbox. */
export interface Delivery {
  /** Delivers everything queued now. */
  flush(): void;
  stop(): void;
}

/** Starts delivering queued records as log files. */
export function startDelivery(world: World, options: DeliveryOptions = {}): Delivery {
  const flush = (): void => {};
  return { flush, stop: world.clock.every(options.intervalMilliseconds ?? 2_000, flush) };
}
