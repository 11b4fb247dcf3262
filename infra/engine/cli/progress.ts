import type { EngineProgress } from "./engine.ts";

/** Reports one stage: now, whenever `count` moves it on, and every second; returns the way to end it. */
export function reportStage(
  onProgress: ((progress: EngineProgress) => void) | undefined,
  stage: EngineProgress["stage"],
  title: string,
): {
  count(done: number, total: number | undefined, unit: NonNullable<EngineProgress["unit"]>): void;
  end(): void;
} {
  const start = performance.now();
  let counted: Pick<EngineProgress, "done" | "total" | "unit"> = {};
  let counts = 0;
  let told = 0;
  let last = 0;
  const say = () => {
    const seconds = Math.floor((performance.now() - start) / 1000);
    told = counts;
    onProgress?.({
      stage,
      seconds,
      message: `${title}${amount(counted)}${seconds ? `, ${seconds} s` : ""}`,
      ...counted,
    });
  };
  say();
  const timer = setInterval(say, 1000);
  return {
    count(done, total, unit) {
      counted = total === undefined ? { done, unit } : { done, total, unit };
      counts++;
      if (performance.now() - last < 100) return;
      last = performance.now();
      say();
    },
    end() {
      clearInterval(timer);
      if (told !== counts) say();
    },
  };
}

function amount({ done, total, unit }: Pick<EngineProgress, "done" | "total" | "unit">): string {
  if (done === undefined) return "";
  const show = unit === "bytes" ? (n: number) => (n / 1e6).toFixed(1) : (n: number) => n.toLocaleString("en");
  return `: ${show(done)}${total === undefined ? "" : ` of ${show(total)}`} ${unit === "bytes" ? "MB" : unit}`;
}
