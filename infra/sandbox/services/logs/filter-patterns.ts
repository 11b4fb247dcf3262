import { FilterPatternError } from "../../../cloudwatch/filter-pattern-error.ts";
import { type FilterPattern, parseFilterPattern } from "../../../cloudwatch/filter-pattern.ts";
import { errors } from "./errors.ts";

const parsed = new Map<string, FilterPattern>();
const mostParsed = 1000;

/** A pattern, parsed once. @throws AwsError `InvalidParameterException` with the place of what is wrong */
export function patternOf(text: string): FilterPattern {
  const known = parsed.get(text);
  if (known) return known;
  try {
    const pattern = parseFilterPattern(text);
    if (parsed.size >= mostParsed) parsed.clear();
    parsed.set(text, pattern);
    return pattern;
  } catch (error) {
    if (error instanceof FilterPatternError) throw errors.parameter(error.message);
    throw error;
  }
}
