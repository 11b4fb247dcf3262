// `npm run bench [-- NAME …]`: runs the benchmarks named (all by default) and prints each as a ratio within its own run.
import { cpus, totalmem } from "node:os";

const benchmarks = [
  "start",
  "up",
  "stacks",
  "tail",
  "memory",
  "sandbox",
  "trails",
  "million",
  "kill",
] as const;
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(benchmarks as readonly string[]).includes(name));
if (unknown.length > 0) {
  process.stderr.write(`no benchmark named ${unknown.join(", ")}; there are ${benchmarks.join(", ")}\n`);
  process.exit(2);
}
process.stdout.write(
  `Node ${process.version}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB\n\n`,
);
for (const name of wanted.length > 0 ? wanted : benchmarks) {
  const { default: run } = (await import(`./${name}.ts`)) as { default: () => Promise<string> };
  process.stderr.write(`${name} …\n`);
  process.stdout.write(`${await run()}\n`);
}
