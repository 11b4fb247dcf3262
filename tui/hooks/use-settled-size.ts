import { useWindowSize, type WindowSize } from "ink";
import { useEffect, useState } from "react";

/**
 * The terminal's size; undefined for a moment while it changes. Ink draws the old tree once more in the new size, which
 * wraps and scrolls what stands there, and then only the rows that differ. An empty frame in between makes it erase all.
 */
export function useSettledSize(milliseconds = 50): WindowSize | undefined {
  const { columns, rows } = useWindowSize();
  const [settled, settle] = useState<WindowSize>({ columns, rows });
  const changing = settled.columns !== columns || settled.rows !== rows;
  useEffect(() => {
    if (!changing) return;
    const timer = setTimeout(() => settle({ columns, rows }), milliseconds);
    return () => clearTimeout(timer);
  }, [changing, columns, rows, milliseconds]);
  return changing ? undefined : settled;
}
