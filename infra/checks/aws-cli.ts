/** A command of the AWS CLI, its words quoted for a POSIX shell where they need it. */
export const awsCli = (...words: readonly string[]): string => ["aws", ...words].map(quoted).join(" ");

const quoted = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
