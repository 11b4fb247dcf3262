import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { type Document, isMap, parseDocument } from "yaml";
import { TrailwrightError } from "../errors.ts";
import type { Paths } from "../paths.ts";
import { checkSettings, configKeys, settingsFromConfig, settingsToConfig } from "./config.ts";
import { type StackSettings, stackNameSchema } from "./settings.ts";
import { summaryFile } from "./summary.ts";
import { writeFile } from "./write-file.ts";

/** Where a stack's settings are kept, in Pulumi's own format. */
export function settingsFile(paths: Paths, stack: string): string {
  const name = stackNameSchema.safeParse(stack);
  if (name.success) return join(paths.settings, `Pulumi.${stack}.yaml`);
  throw new TrailwrightError("InvalidSettings", `A stack cannot be called ${JSON.stringify(stack)}.`, {
    why: `A stack name ${name.error.issues[0]!.message}.`,
    next: "Choose another name.",
  });
}

/** Reads and validates a stack's settings. Throws StackNotFound, or InvalidSettings naming file, field and rule. */
export function readSettings(paths: Paths, stack: string): StackSettings {
  const file = settingsFile(paths, stack);
  if (!existsSync(file)) {
    throw new TrailwrightError("StackNotFound", `There is no stack ${stack}.`, {
      why: `${file} does not exist.`,
      next: "`trailwright stacks` lists the stacks there are; `trailwright lab` makes one.",
    });
  }
  const config = readDocument(file).get("config");
  return settingsFromConfig(stack, isMap(config) ? config.toJSON() : {}, file);
}

/** Writes a stack's settings, whole or not at all. Comments and keys that are not ours stay. Throws InvalidSettings. */
export function writeSettings(paths: Paths, settings: StackSettings, heading?: string): void {
  writeFile(settingsFile(paths, settings.stack), settingsText(paths, settings, heading));
}

/**
 * What writeSettings would write. `heading`: a sentence for the head of a file that is not there yet. Throws
 * InvalidSettings.
 */
export function settingsText(paths: Paths, settings: StackSettings, heading?: string): string {
  const file = settingsFile(paths, settings.stack);
  const config = settingsToConfig(checkSettings(settings, file));
  const document = existsSync(file) ? readDocument(file) : parseDocument("config: {}\n");
  if (!isMap(document.get("config"))) document.set("config", document.createNode({}));
  for (const key of Object.values(configKeys)) {
    if (config[key] === undefined) document.deleteIn(["config", key]);
    else if (!equal(document, key, config[key]))
      document.setIn(["config", key], document.createNode(config[key]));
  }
  const map = document.get("config");
  if (isMap(map)) map.flow = false;
  if (heading && !existsSync(file)) document.commentBefore = ` ${heading}`;
  return document.toString();
}

/** Forgets a stack's settings and what its last operation left. No resource is touched. */
export function removeSettings(paths: Paths, stack: string): void {
  rmSync(settingsFile(paths, stack), { force: true });
  rmSync(summaryFile(paths, stack), { force: true });
}

function readDocument(file: string): Document {
  const document = parseDocument(readFileSync(file, "utf8"));
  const [error] = document.errors;
  if (!error) return document;
  throw new TrailwrightError("InvalidSettings", `${file} is not YAML.`, {
    // The parser shows the place on the lines below.
    why: error.message.split("\n")[0]!.replace(/:$/, "."),
    next: "Correct the file and start again.",
    cause: error,
  });
}

function equal(document: Document, key: string, value: unknown): boolean {
  const now = document.getIn(["config", key]);
  const plain = isMap(now) ? now.toJSON() : now;
  return JSON.stringify(plain) === JSON.stringify(value);
}
