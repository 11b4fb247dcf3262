import { globSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("../", import.meta.url));

/** Every import of a source file: relative ones as paths from the root, others as written. */
function imports(file: string): string[] {
  const text = readFileSync(join(root, file), "utf8");
  const found = text.matchAll(/(?:from|import|import\()\s*"([^"]+)"/g);
  return [...found].map(([, specifier]) =>
    specifier!.startsWith(".") ? relative(root, join(root, dirname(file), specifier!)) : specifier!,
  );
}

const sources = globSync(["infra/**/*.ts", "tui/**/*.{ts,tsx}"], { cwd: root }).map((file) => ({
  file,
  imports: imports(file),
}));

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
    rule: "the provider reaches AWS over HTTP like any client",
    why: "so it works against any endpoint, not just our sandbox",
    who: /^infra\/sandbox\/provider\//,
    never: /^infra\/sandbox\/(?!provider\/)/,
  },
];

describe("import directions", () => {
  test("there are sources to look at", () => {
    expect(sources.length).toBeGreaterThan(50);
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
