#!/usr/bin/env node
import module from "node:module";
import { canShowScreen, screenRequest } from "./arguments.ts";

// Said before anything loads that an older Node has no name for.
if (!module.isBuiltin("node:sqlite")) {
  process.stderr.write(
    `Trailwright cannot run on this Node (${process.version}). Start it with \`npm start --\` or \`npx trailwright\`: they use the Node that comes with it.\n`,
  );
  process.exit(1);
}

// Compiled code of the last start is used again; worth a fifth of the time to the first frame.
module.enableCompileCache();

const args = process.argv.slice(2);
const request = canShowScreen(process, process.env) ? screenRequest(args) : undefined;

// Only what is needed is loaded: the screen without the commands, the commands without React.
if (request) {
  const { openScreen } = await import("./screen.tsx");
  process.exit(await openScreen(request, process));
}
const { runProgram } = await import("./commands/program.ts");
process.exitCode = await runProgram(args, {
  env: process.env,
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  // Here as well, who leaves at once does not wait for what still runs.
  openScreen: async (asked) => process.exit(await (await import("./screen.tsx")).openScreen(asked, process)),
});
