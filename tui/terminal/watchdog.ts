import { spawn } from "node:child_process";

// What Ink turns on, off again: bracketed paste, synchronized output, hidden cursor, alternate screen, styles.
const restore = "\\033[?2004l\\033[?2026l\\033[0m\\033[?1049l\\033[?25h";
const cooked = "icanon echo iexten isig icrnl ixon brkint opost onlcr";
const message =
  "Trailwright ended unexpectedly. The terminal is restored; start it again to go on where you were.";

/** Reads until the other end of its stdin is gone; unless it was told goodbye, puts the terminal right. */
const script = `read -r word; [ "$word" = goodbye ] && exit; stty ${cooked} <&1; printf '${restore}\\r\\n%s\\n' '${message}'`;

/**
 * Starts a tiny process that restores the terminal if we die without a chance to (SIGKILL, abort, out of memory): Ink
 * does so for everything else. It is in a session of its own, so that killing our process group spares it, and holds
 * only a pipe and the terminal. Returns how to dismiss it.
 */
export function startWatchdog(stdout: NodeJS.WriteStream & { readonly fd: number }): () => void {
  if (process.platform === "win32" || !stdout.isTTY) return () => {};
  const child = spawn("sh", ["-c", script], {
    stdio: ["pipe", stdout.fd, "ignore"],
    detached: true,
    env: { PATH: process.env["PATH"] },
  });
  // Without it everything works as before, only a kill -9 leaves the terminal as it was.
  child.on("error", () => {});
  child.stdin?.on("error", () => {});
  child.unref();
  return () => {
    child.stdin?.end("goodbye\n");
  };
}
