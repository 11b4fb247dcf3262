/** Why a log file cannot be read; completes the sentence "this log file …". The file is set aside, the tail goes on. */
export class LogFileFault extends Error {
  constructor(reason: string, cause?: unknown) {
    super(reason, cause === undefined ? undefined : { cause });
    this.name = "LogFileFault";
  }
}
