// `npm run picture`: walks the six steps in a pseudo-terminal and draws what it shows at the end as docs/trailwright.svg.
import { writeFileSync } from "node:fs";
import { keys } from "../test/helpers/pseudo-terminal.ts";
import { screenSvg } from "../test/helpers/screen-svg.ts";
import { newHome, openProgram } from "../test/helpers/trailwright.ts";

const home = newHome();
const terminal = openProgram([], home, { columns: 124, rows: 36 });
try {
  await terminal.waitFor("look up who you are");
  for (const next of [
    "go on to step 2",
    "see the plan",
    "make these 6 changes",
    "go on to step 3",
    "see the plan",
    "make this change",
    "go on to step 4",
    "see the plan",
    "make this change",
    "go on to step 5",
    "run the 4 chosen activities",
    "go on to step 6",
    "10 of 10 delivered",
  ]) {
    terminal.send(keys.enter);
    await terminal.waitFor(next, 60_000);
  }
  await terminal.waitFor("AssumeRole");
  writeFileSync(
    new URL("./trailwright.svg", import.meta.url),
    screenSvg(
      terminal.terminal,
      "Trailwright: six steps done, the events just made arriving in the log pane",
    ),
  );
} finally {
  terminal.send("q");
  await terminal.exit;
  home.remove();
}
