/** A time as CloudTrail writes it in records, digests and answers: UTC, whole seconds, `2026-01-31T12:00:00Z`. */
export function eventTime(time: Date): string {
  return `${time.toISOString().slice(0, 19)}Z`;
}
