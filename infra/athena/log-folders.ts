/** Where the log files of a bucket lie, as far as a table over them must know. */
export interface LogFolders {
  readonly bucketName: string;
  /** The bucket's region; the partition follows from it. */
  readonly region: string;
  /** In front of the folders of accounts, with a slash at its end: `AWSLogs/`, or `AWSLogs/o-…/` of an organization. */
  readonly root: string;
  /** The accounts whose folders there are; undefined where nobody can name them beforehand. */
  readonly accounts: readonly string[] | undefined;
  /** How long log files are kept. */
  readonly days: number;
}
