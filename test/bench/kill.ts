import { killSandbox } from "../helpers/kill-sandbox.ts";
import { pythonTools } from "../helpers/python-tools.ts";
import { median } from "./statistics.ts";

const rounds = 100;

/** Kills the sandbox a hundred times under load; no figure but a proof. @throws Error when anything was lost or doubled */
export default async function kill(): Promise<string> {
  const report = await killSandbox(rounds, pythonTools());
  const { answered, answeredPerRound, missing, twice, repeated, files, records, validation } = report;
  const valid = validation === undefined ? "not validated (no AWS CLI)" : lastLines(validation.stdout);
  const text = [
    `kill: SIGKILL ${rounds} times under load; ${answered.length} calls answered (median ${median(answeredPerRound)} a life), ${records} records in ${files} log files`,
    `  answered but not delivered: ${missing.length}; delivered under two event IDs: ${twice.length}; event IDs delivered again: ${repeated.length}`,
    `  aws cloudtrail validate-logs: ${valid}`,
  ].join("\n");
  const failed = missing.length + twice.length + repeated.length > 0;
  const invalid = validation && (validation.code !== 0 || /INVALID/.test(validation.stdout));
  if (failed || invalid) throw new Error(`${text}\n${validation?.stderr ?? ""}`);
  return text;
}

const lastLines = (text: string): string => text.trim().split("\n").slice(-2).join("; ");
