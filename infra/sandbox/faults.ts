import { TrailwrightError } from "../errors.ts";

/** A fault in force. */
export interface Fault {
  /** How often it has struck. */
  readonly hits: number;
  /** Ends it. Safe to call twice. */
  clear(): void;
}

/** How long a fault lasts. */
export interface FaultLimit {
  /** It ends by itself after it has struck this often. Default: it stays until it is cleared. */
  readonly times?: number;
}

/** Which trail's deliveries a fault strikes, and how long it lasts. */
export interface DeliveryFault extends FaultLimit {
  /** A trail's name or ARN. Default: every trail. */
  readonly trail?: string;
}

/** What can go wrong on purpose. Each method puts a fault in force; they add up, and live in memory only. */
export interface Faults {
  /**
   * The trail's bucket refuses log files and digests with this S3 error code (default `AccessDenied`). The refused
   * PutObject is recorded, GetTrailStatus shows the code, the records stay queued and are tried again.
   */
  refuseDelivery(options?: DeliveryFault & { readonly code?: string; readonly message?: string }): Fault;
  /** Records are delivered no sooner than this many milliseconds (of the sandbox's clock) after the call; `delivered()` leaves them queued as well. */
  delayDelivery(options: DeliveryFault & { readonly milliseconds: number }): Fault;
  /** Each log file is delivered twice, under two keys. */
  duplicateFile(options?: DeliveryFault): Fault;
  /** Each record is twice in its log file, with the same eventID. */
  duplicateRecords(options?: DeliveryFault): Fault;
  /** The records of a log file stand in reverse order. */
  reorderRecords(options?: DeliveryFault): Fault;
  /** Each log file's key is five minutes earlier than that of the file before it: what comes last is listed first. */
  reorderFiles(options?: DeliveryFault): Fault;
  /** Log files are cut off after this fraction of their compressed bytes (0 to 1, default one half); digests still list the whole file's hash. */
  truncateFile(options?: DeliveryFault & { readonly keep?: number }): Fault;
  /**
   * Calls are answered with the service's own throttling error, before permissions are looked at, and recorded so.
   * @param options the signing name of a service (`s3`), and one of its operations (default: all of them)
   * @throws TrailwrightError `InvalidInput` for a service or operation that the sandbox does not have
   */
  throttle(options: FaultLimit & { readonly service: string; readonly operation?: string }): Fault;
  /** Ends every fault. */
  clear(): void;
}

/** A fault as it is kept: which kind, which trail, and its own numbers. */
interface Kept {
  readonly kind: Exclude<keyof Faults, "clear">;
  readonly options: DeliveryFault & {
    readonly code?: string;
    readonly message?: string;
    readonly milliseconds?: number;
    readonly keep?: number;
    readonly service?: string;
    readonly operation?: string;
  };
  hits: number;
}

/** Faults of one sandbox, with what its parts ask them. */
export class InjectedFaults implements Faults {
  readonly #known: ReadonlyMap<string, readonly string[]>;
  readonly #kept = new Set<Kept>();

  /** @param known operations by service, to refuse misspelt ones */
  constructor(known: ReadonlyMap<string, readonly string[]>) {
    this.#known = known;
  }

  refuseDelivery(options: Parameters<Faults["refuseDelivery"]>[0] = {}): Fault {
    return this.#keep("refuseDelivery", options);
  }

  delayDelivery(options: Parameters<Faults["delayDelivery"]>[0]): Fault {
    if (!(options.milliseconds >= 0)) throw invalid("milliseconds must be a number, 0 or more.");
    return this.#keep("delayDelivery", options);
  }

  duplicateFile(options: DeliveryFault = {}): Fault {
    return this.#keep("duplicateFile", options);
  }

  duplicateRecords(options: DeliveryFault = {}): Fault {
    return this.#keep("duplicateRecords", options);
  }

  reorderRecords(options: DeliveryFault = {}): Fault {
    return this.#keep("reorderRecords", options);
  }

  reorderFiles(options: DeliveryFault = {}): Fault {
    return this.#keep("reorderFiles", options);
  }

  truncateFile(options: Parameters<Faults["truncateFile"]>[0] = {}): Fault {
    const { keep = 0.5 } = options;
    if (!(keep >= 0 && keep < 1)) throw invalid("keep must be a fraction: 0 or more, and less than 1.");
    return this.#keep("truncateFile", options);
  }

  throttle(options: Parameters<Faults["throttle"]>[0]): Fault {
    const operations = this.#known.get(options.service);
    if (!operations)
      throw invalid(
        `The sandbox does not have the service ${options.service}. It has: ${[...this.#known.keys()].join(", ")}.`,
      );
    if (options.operation !== undefined && !operations.includes(options.operation))
      throw invalid(`The sandbox does not have ${options.service}:${options.operation}.`);
    return this.#keep("throttle", options);
  }

  clear(): void {
    this.#kept.clear();
  }

  /** The faults of a kind that strike a trail's delivery. Whoever lets one strike says so with `struck`. */
  of(kind: Kept["kind"], trailArn: string): readonly Kept[] {
    if (this.#kept.size === 0) return [];
    return [...this.#kept].filter(
      ({ kind: other, options: { trail } }) =>
        other === kind && (trail === undefined || trail === trailArn || trailArn.endsWith(`:trail/${trail}`)),
    );
  }

  /** The fault that throttles a call, if one does. */
  throttling(service: string, operation: string): Kept | undefined {
    if (this.#kept.size === 0) return undefined;
    return [...this.#kept].find(
      ({ kind, options }) =>
        kind === "throttle" &&
        options.service === service &&
        (options.operation === undefined || options.operation === operation),
    );
  }

  /** Counts, and ends what has struck often enough. */
  struck(fault: Kept): void {
    fault.hits += 1;
    if (fault.hits >= (fault.options.times ?? Number.POSITIVE_INFINITY)) this.#kept.delete(fault);
  }

  #keep(kind: Kept["kind"], options: Kept["options"]): Fault {
    const { times } = options;
    if (times !== undefined && !(Number.isInteger(times) && times > 0))
      throw invalid("times must be a whole number, 1 or more.");
    const kept: Kept = { kind, options, hits: 0 };
    this.#kept.add(kept);
    return {
      get hits() {
        return kept.hits;
      },
      clear: () => void this.#kept.delete(kept),
    };
  }
}

function invalid(message: string): TrailwrightError {
  return new TrailwrightError("InvalidInput", message);
}
