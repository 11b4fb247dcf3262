import { idleMark, type Situation } from "../control/situation.ts";
import { duration } from "../present/duration.ts";
import { spinner } from "../present/operation-lines.ts";
import { type Line, lineWidth, span, type Tone } from "../present/spans.ts";
import { useSurroundings } from "../surroundings.ts";
import { Row } from "./rows.tsx";

/** Where we are: target, stack, account, region, endpoint; at the right what is going on. */
export function Header({ situation, columns, now }: { situation: Situation; columns: number; now: number }) {
  const { glyphs } = useSurroundings();
  const { connection, state } = situation;
  const { request } = connection;
  const account = request.target === "account";
  const identity = state?.identity;
  const facts: Line[] = [
    [span("Trailwright", "strong")],
    account
      ? [span("ACCOUNT", "bad"), span(request.profile ? ` profile ${request.profile}` : "", "plain")]
      : [span("SANDBOX", "good")],
    [span("stack ", "dim"), span(state?.settings.stack ?? request.stack)],
    ...(identity ? [[span("account ", "dim"), span(identity.accountId)]] : []),
    ...(state || request.region ? [[span(state?.settings.region ?? request.region ?? "")]] : []),
    ...(identity?.endpoint
      ? [[span("at ", "dim"), span(identity.endpoint, account ? "warn" : "plain")]]
      : []),
  ];
  const right = mark(situation, glyphs, now);
  const room = columns - lineWidth(right) - 2;
  const left: Line[number][] = [];
  for (const fact of facts) {
    const next = left.length > 0 ? [span("  "), ...fact] : fact;
    if (lineWidth([...left, ...next]) > room) break;
    left.push(...next);
  }
  const gap = " ".repeat(Math.max(1, columns - lineWidth(left) - lineWidth(right)));
  return <Row line={[...left, span(gap), ...right]} columns={columns} />;
}

function mark(situation: Situation, glyphs: Parameters<typeof spinner>[0], now: number): Line {
  const word = idleMark(situation);
  const tones: Record<typeof word, Tone> = {
    ready: "good",
    working: "accent",
    starting: "accent",
    leaving: "warn",
    problem: "bad",
  };
  const { operation } = situation.state ?? {};
  const since =
    word === "starting" && situation.connection.phase === "starting"
      ? situation.connection.since
      : operation?.phase === "running" || operation?.phase === "starting"
        ? operation.startedAt
        : undefined;
  const elapsed = since !== undefined && now - since >= 1000 ? ` ${duration(now - since)}` : "";
  const sign = word === "ready" ? glyphs.current : word === "problem" ? glyphs.failed : spinner(glyphs, now);
  return [span(`${sign} ${word}`, tones[word]), span(elapsed, "dim")];
}
