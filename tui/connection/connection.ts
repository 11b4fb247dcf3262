import type { LabSession, Problem, StackSettings, Target } from "../../infra/index.ts";
import type { LogFeed } from "../feed/log-feed.ts";
import type { StacksWork } from "./stacks-work.ts";

/** Which guided session to open, and where. */
export interface LabRequest {
  readonly target: Target["kind"];
  readonly stack: string;
  readonly profile: string | undefined;
  readonly region: string | undefined;
  /** Answers given on the command line. */
  readonly answers: Partial<StackSettings>;
}

/** One stack in the list of stacks. */
export interface StackItem {
  readonly stack: string;
  readonly target: Target["kind"];
  readonly profile: string | undefined;
  readonly region: string;
  /** Undefined until the stack was brought up once. */
  readonly accountId: string | undefined;
  /** What its trail is for; `log archive` for one without a trail. */
  readonly purpose: string;
  readonly bucketName: string;
  /** How far the set-up goes, in words: "trail logging to …", "nothing set up yet", "settings cannot be read". */
  readonly standing: string;
  /** Its trail delivers into its bucket, so there is something to tail. */
  readonly tailed: boolean;
}

/** Everything that is there once the target answered. */
export interface OpenLab {
  readonly target: Target;
  readonly session: LabSession;
  readonly feed: LogFeed;
  readonly stacks: () => readonly StackItem[];
  readonly stacksWork: StacksWork;
  /** Saves, stops the tail and lets the target go. Does not throw. */
  close(): Promise<void>;
}

/** Opens it; says what it is doing. Rejects with a TrailwrightError. */
export type OpenLabFor = (
  request: LabRequest,
  onMessage: (message: string) => void,
  signal: AbortSignal,
) => Promise<OpenLab>;

/** How far we are with that. The first frame shows the first phase. */
export type Connection =
  | {
      readonly phase: "starting";
      readonly request: LabRequest;
      readonly message: string;
      readonly since: number;
    }
  | { readonly phase: "ready"; readonly request: LabRequest; readonly lab: OpenLab }
  | { readonly phase: "failed"; readonly request: LabRequest; readonly problem: Problem };
