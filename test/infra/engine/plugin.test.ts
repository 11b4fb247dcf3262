import { chmodSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { EngineEvent } from "../../../infra/engine/engine-event.ts";
import { installPlugin, providerVersion } from "../../../infra/engine/plugin.ts";
import { temporaryFolder } from "../../helpers/temporary-home.ts";

/** An engine that does what `script` says, and a home without plugins. */
function withEngine(script: string) {
  const folder = temporaryFolder();
  const path = join(folder, "pulumi");
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
  const home = join(folder, "home");
  const plugin = join(home, "plugins", `resource-aws-v${providerVersion}`);
  const events: EngineEvent[] = [];
  const install = (signal = new AbortController().signal) =>
    installPlugin(
      { engine: { path, version: "3.232.0" }, workFolder: temporaryFolder() },
      { PATH: process.env["PATH"], PULUMI_HOME: home },
      (event) => {
        events.push(event);
        if (event.type === "stage" && event.message.includes(" MB")) writeFileSync(join(folder, "seen"), "");
      },
      signal,
    );
  return { plugin, events, install, folder };
}

test("is installed once, with its size on the way", async () => {
  const { plugin, events, install } = withEngine(`
    [ "$*" = "plugin install resource aws ${providerVersion} --non-interactive" ] || exit 9
    head -c 2500000 /dev/zero > "$TMPDIR/pulumi-plugin-tar1"
    until [ -e "$(dirname "$0")/seen" ]; do sleep 0.05; done
    mkdir -p "$PULUMI_HOME/plugins/resource-aws-v${providerVersion}"`);
  await install();
  expect(existsSync(plugin)).toBe(true);
  expect(events).toContainEqual(
    expect.objectContaining({ stage: "plugin", message: expect.stringMatching(/: 2\.5 MB, \d+ s$/) }),
  );
  events.length = 0;
  await install();
  expect(events).toEqual([]);
});

test("half of one does not count", async () => {
  const { plugin, install } = withEngine("exit 1");
  mkdirSync(plugin, { recursive: true });
  writeFileSync(`${plugin}.partial`, "");
  await expect(install()).rejects.toMatchObject({ code: "PluginUnavailable" });
});

test("without a network the error says why and how to do it by hand", async () => {
  const { install } = withEngine(
    'echo "warning: Error downloading plugin: no such host" >&2; echo "error: failed all 5 attempts" >&2; exit 1',
  );
  await expect(install()).rejects.toMatchObject({
    code: "PluginUnavailable",
    why: "warning: Error downloading plugin: no such host\nerror: failed all 5 attempts",
    next: expect.stringContaining(`pulumi plugin install resource aws ${providerVersion}`),
  });
});

test("stops when it is cancelled", async () => {
  const { install, folder } = withEngine('touch "$(dirname "$0")/begun"; exec sleep 60');
  const controller = new AbortController();
  const installing = install(controller.signal);
  await expect.poll(() => existsSync(join(folder, "begun"))).toBe(true);
  controller.abort(new Error("stopped"));
  await expect(installing).rejects.toThrow("stopped");
});
