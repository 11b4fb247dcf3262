/**
 * How long a delivery took, in words: `< 1 s`, `7 s`, `4 min 54 s`. S3 tells when an object appeared in whole seconds, so
 * anything finer would be made up.
 */
export function deliveryDelay(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  if (milliseconds < 1000) return "< 1 s";
  if (seconds < 60) return `${seconds} s`;
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
