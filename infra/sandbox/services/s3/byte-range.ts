import { AwsError } from "../../service.ts";

/** First byte and the one after the last. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * Reads a Range header against a size. Headers that are malformed or name several ranges are ignored, as S3 does.
 * @throws AwsError `InvalidRange` when nothing of it lies inside
 */
export function byteRange(header: string | undefined, size: number): ByteRange | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? "");
  if (!match || (match[1] === "" && match[2] === "")) return undefined;
  const [first, last] = [match[1]!, match[2]!];
  const start = first === "" ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === "" || last === "" ? size : Math.min(size, Number(last) + 1);
  if (first !== "" && last !== "" && Number(last) < Number(first)) return undefined;
  if (start >= size || start >= end)
    throw new AwsError("InvalidRange", "The requested range is not satisfiable", {
      status: 416,
      extra: { RangeRequested: header!, ActualObjectSize: String(size) },
    });
  return { start, end };
}
