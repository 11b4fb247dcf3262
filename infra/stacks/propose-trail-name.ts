/** The lab's trail name. */
export const defaultTrailName = "MyTrail";

/** The lab's trail name, numbered when other stacks of the account have it: `MyTrail`, `MyTrail-2`, … */
export function proposeTrailName(taken: readonly string[]): string {
  for (let number = 1; ; number++) {
    const name = number === 1 ? defaultTrailName : `${defaultTrailName}-${number}`;
    if (!taken.includes(name)) return name;
  }
}
