/** A filter pattern that CloudWatch Logs would not take, and where in it the trouble begins. */
export class FilterPatternError extends Error {
  /** Characters in front of the trouble. */
  readonly position: number;

  constructor(problem: string, position: number) {
    super(`Invalid filter pattern: ${problem} at position ${position}.`);
    this.name = "FilterPatternError";
    this.position = position;
  }
}
