import { useEffect, useState } from "react";

/** Epoch milliseconds; moves on by itself only while `active`, so that an idle screen draws nothing. */
export function useNow(active: boolean, now: () => number, milliseconds = 120): number {
  const [, tick] = useState(0);
  useEffect(() => {
    if (!active) return;
    const timer = setInterval(() => tick((count) => count + 1), milliseconds);
    return () => clearInterval(timer);
  }, [active, milliseconds]);
  return now();
}
