import { globSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("../", import.meta.url));

/** Every import in the text of a source file: relative ones as paths from the root, others as written. */
function imports(file: string, text: string): string[] {
  const found = text.matchAll(/(?:from|import|import\()\s*"([^"\n]+)"/g);
  return [...found].map(([, specifier]) =>
    specifier!.startsWith(".") ? relative(root, join(root, dirname(file), specifier!)) : specifier!,
  );
}

const sources = globSync(["infra/**/*.ts", "tui/**/*.{ts,tsx}"], { cwd: root }).map((file) => {
  const text = readFileSync(join(root, file), "utf8");
  return { file, text, imports: imports(file, text) };
});

/** Each rule: who, must not import what, except what, and why. */
const rules: { rule: string; why: string; who: RegExp; never: RegExp; except?: RegExp }[] = [
  {
    rule: "tui imports infra through its front door only",
    why: "what a screen may use is decided in one place, and heavy things stay behind its lazy imports",
    who: /^tui\//,
    never: /^infra\//,
    except: /^infra\/index\.ts$/,
  },
  {
    rule: "infra never imports tui",
    why: "everything works without a screen",
    who: /^infra\//,
    never: /^tui\//,
  },
  {
    rule: "only the engine imports the automation API",
    why: "its traps (environment, signals, process-wide handlers) are handled once",
    who: /^(?!infra\/engine\/)/,
    never: /^@pulumi\/pulumi\/automation/,
  },
  {
    rule: "no screen imports Pulumi or an AWS client",
    why: "components show data; effects live in infra",
    who: /^tui\//,
    never: /^@(pulumi|aws-sdk|smithy)\//,
  },
  {
    rule: "the program knows no automation, target or sandbox",
    why: "the same program runs under plain `pulumi up`",
    who: /^infra\/program\//,
    never: /^infra\/(engine|target|sandbox|lab|trail-log)\//,
    except: /^infra\/engine\/operation\.ts$/,
  },
  {
    rule: "reader and writer of log files share the formats only",
    why: "a reader that knows the writer would pass tests that AWS's files fail",
    who: /^infra\/trail-log\//,
    never: /^infra\/sandbox\//,
  },
  {
    rule: "the sandbox knows no reader",
    why: "the same, from the other side",
    who: /^infra\/sandbox\//,
    never: /^infra\/trail-log\//,
  },
  {
    rule: "formats are pure",
    why: "both ends and the tests use them without a file, a socket or a clock",
    who: /^infra\/cloudtrail\//,
    never:
      /^(node:(fs|http|net|child_process|worker_threads|os)|@aws-sdk\/|infra\/(?!cloudtrail\/|errors\.ts))/,
  },
  {
    rule: "filter patterns and alarms are pure",
    why: "checks of real accounts use the same words as the sandbox",
    who: /^infra\/cloudwatch\//,
    never: /^(node:|@aws-sdk\/|infra\/(?!cloudwatch\/|errors\.ts))/,
  },
  {
    rule: "what policies say is pure",
    why: "the sandbox, the pre-flight and the checks explain policies alike",
    who: /^infra\/iam-policy\//,
    // Addresses are compared with its BlockList; nothing is connected to.
    never: /^(node:(?!net$)|@aws-sdk\/|infra\/(?!iam-policy\/|cloudtrail\/|errors\.ts))/,
  },
  {
    rule: "controls and reports are pure",
    why: "what was read is judged and written the same wherever it came from",
    who: /^infra\/checks\/(controls|report)\//,
    never: /^(node:|@aws-sdk\/|infra\/(checks\/read|target|engine|sandbox|lab)\b)/,
  },
  {
    rule: "checks look and never touch",
    why: "they run against accounts that are not ours",
    who: /^infra\/checks\//,
    never: /^(@pulumi\/|infra\/(engine|program|sandbox|lab)\/)/,
  },
  {
    rule: "the provider reaches AWS over HTTP like any client",
    why: "so it works against any endpoint, not just our sandbox",
    who: /^infra\/sandbox\/provider\//,
    never: /^infra\/sandbox\/(?!provider\/)/,
  },
  {
    rule: "the sandbox is known by its connection",
    why: "it runs in a process of its own and is an AWS like any other to all who call it",
    who: /^(?!infra\/sandbox\/)/,
    never: /^infra\/sandbox\//,
    // The engine attaches the provider and reads the errors it writes; the front door hands the connection on, and
    // picks one user's credentials out of it.
    except:
      /^infra\/sandbox\/(connect-sandbox|credentials-of|provider\/(serve-provider|provider-error))\.ts$/,
  },
  {
    rule: "the lab knows no Pulumi, no sandbox and no reader",
    why: "steps are the same for every target, and the engine is behind one function",
    who: /^infra\/lab\//,
    never: /^(@pulumi\/|infra\/(sandbox|trail-log)\/)/,
  },
  {
    rule: "activities and evidence are plain clients of AWS",
    why: "the events they make, and what they read back, must be what any client would make and read",
    who: /^infra\/lab\/(activities|evidence)\//,
    never: /^(@pulumi\/|infra\/(engine|program|sandbox|trail-log)\/)/,
  },
  {
    rule: "settings and targets know nothing of what is done with them",
    why: "everything else stands on them, also the program under plain `pulumi up`",
    who: /^infra\/(stacks|target)\//,
    never: /^(@pulumi\/|infra\/(engine|lab|program|trail-log)\/)/,
  },
  {
    rule: "the reader knows buckets and log files only",
    why: "it tails trails that this program never made",
    who: /^infra\/trail-log\//,
    never: /^(@pulumi\/|infra\/(engine|lab|program|stacks)\/)/,
  },
  {
    rule: "wire formats know no service",
    why: "signatures, protocols and encodings are AWS's, the same for every service",
    who: /^infra\/sandbox\/wire\//,
    never: /^infra\/sandbox\/(?!wire\/|service\.ts$)/,
  },
  {
    rule: "authorization knows no wire format and no log",
    why: "whether a call is allowed depends on its permissions and the policies alone",
    who: /^infra\/sandbox\/authorization\//,
    never: /^infra\/sandbox\/(wire|recorder|provider)\//,
  },
  {
    rule: "only S3 touches the bodies of objects",
    why: "they lie outside the database, and what a refused call wrote must be taken back with it",
    // At the start the sandbox sweeps what a crash left; snapshots copy bodies, and tests read delivered ones.
    who: /^(?!infra\/sandbox\/(services\/s3\/|(index|snapshots|recorded)\.ts$))/,
    never: /^infra\/sandbox\/services\/s3\/bodies\.ts$/,
  },
  {
    rule: "services keep their state in the world",
    why: "one transaction undoes all of a refused call but its record",
    who: /^infra\/sandbox\/(services|authorization|wire)\//,
    never: /^node:sqlite$/,
  },
  {
    rule: "what is shown, and what is stored of the screen, is pure",
    why: "rows and state are tested without a terminal, and the plain output uses the same words",
    who: /^tui\/(present|store)\//,
    never: /^(node:|react$|tui\/(panes|hooks|commands|terminal|app\.tsx|screen\.tsx))/,
  },
  {
    rule: "commands need no screen",
    why: "in CI, in pipes and under screen readers Ink and React are never loaded",
    who: /^tui\/commands\//,
    never: /^(ink$|react$|tui\/(panes|hooks|control|store|app\.tsx|screen\.tsx))/,
  },
];

/** The same for what must not be written in a file at all. */
const words: { rule: string; why: string; who: RegExp; never: RegExp }[] = [
  {
    rule: "the sandbox's services and recorder ask the world for the time",
    why: "tests move its clock by hand",
    who: /^infra\/sandbox\/(services|recorder|authorization)\//,
    never: /Date\.now\(\)|new Date\(\)/,
  },
  {
    rule: "the screen's state and rows are told the time",
    why: "a frame is the same whenever it is drawn",
    who: /^tui\/(present|store)\//,
    never: /Date\.now\(\)|new Date\(\)/,
  },
  {
    rule: "one component puts text on the screen",
    why: "its rows are made of spans, and every span has made visible what a terminal would obey",
    // The other draws a blank before the size is known.
    who: /^tui\/(?!panes\/rows\.tsx$|app\.tsx$)/,
    never: /import \{[^}]*\bText\b[^}]*\} from "ink"/,
  },
  {
    rule: "only the entry points know the process's streams",
    why: "commands and screens write to what they are handed, so that tests see all of it",
    who: /^(?!tui\/main\.tsx$|infra\/sandbox\/(run-process|state-failure)\.ts$)/,
    never: /process\.(stdout|stderr|stdin)|console\.\w+\(/,
  },
];

describe("import directions", () => {
  test("every rule is about somebody", () => {
    const about = ({ who }: { who: RegExp }) => sources.some(({ file }) => who.test(file));
    expect([...rules, ...words].filter((each) => !about(each))).toEqual([]);
  });

  test.each(rules)("$rule, because $why", ({ who, never, except }) => {
    const broken = sources
      .filter(({ file }) => who.test(file))
      .flatMap(({ file, imports }) =>
        imports.filter((path) => never.test(path) && !except?.test(path)).map((path) => `${file} → ${path}`),
      );
    expect(broken).toEqual([]);
  });
});

describe("words", () => {
  test.each(words)("$rule, because $why", ({ who, never }) => {
    const broken = sources.filter(({ file, text }) => who.test(file) && never.test(text));
    expect(broken.map(({ file }) => file)).toEqual([]);
  });
});
