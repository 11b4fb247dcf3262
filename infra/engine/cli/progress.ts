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
  let last = 0;
  const say = () => {
    last = performance.now();
    const seconds = Math.floor((last - start) / 1000);
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
      if (performance.now() - last > 100) say();
    },
    end() {
      clearInterval(timer);
    },
  };
}

function amount({ done, total, unit }: Pick<EngineProgress, "done" | "total" | "unit">): string {
  if (done === undefined) return "";
  const show = unit === "bytes" ? (n: number) => (n / 1e6).toFixed(1) : (n: number) => n.toLocaleString("en");
  return `: ${show(done)}${total === undefined ? "" : ` of ${show(total)}`} ${unit === "bytes" ? "MB" : unit}`;
}
