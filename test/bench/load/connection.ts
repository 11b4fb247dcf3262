import { connect, type Socket } from "node:net";

/** Told of each answer: its HTTP status and its body. */
export type OnAnswer = (status: number, body: Buffer) => void;

const headEnd = Buffer.from("\r\n\r\n");
const nothing = Buffer.alloc(0);

/**
 * One client connection that sends ready-made HTTP/1.1 requests, one at a time, and reads just enough of each answer to
 * know its status and its end. A server that closes after an answer is connected to again, as any client would.
 */
export class Connection {
  readonly #port: number;
  readonly #onAnswer: OnAnswer;
  readonly #onFailure: (error: Error) => void;
  #socket: Socket | undefined;
  #received: Buffer = nothing;
  #waiting = false;

  constructor(port: number, onAnswer: OnAnswer, onFailure: (error: Error) => void) {
    this.#port = port;
    this.#onAnswer = onAnswer;
    this.#onFailure = onFailure;
  }

  /** Sends one request. The next may be sent when this one is answered. */
  send(request: Buffer): void {
    this.#waiting = true;
    this.#socket ??= this.#open();
    this.#socket.write(request);
  }

  close(): void {
    this.#socket?.destroy();
  }

  #open(): Socket {
    const socket = connect({ port: this.#port, host: "127.0.0.1", noDelay: true });
    socket.on("data", (data) => this.#take(data));
    socket.on("error", (error) => this.#failed(socket, error));
    socket.on("close", () => {
      if (this.#socket === socket) this.#closed(socket);
    });
    return socket;
  }

  #failed(socket: Socket, error: Error): void {
    if (this.#socket !== socket) return;
    this.#socket = undefined;
    if (this.#waiting) {
      this.#waiting = false;
      this.#onFailure(error);
    }
  }

  /** An answer without a length ends with its connection. */
  #closed(socket: Socket): void {
    const answer = this.#waiting ? parseAnswer(this.#received, true) : undefined;
    if (answer) this.#answered(answer);
    else this.#failed(socket, new Error("The server closed the connection in the middle of an answer."));
    if (this.#socket === socket) this.#socket = undefined;
  }

  #take(data: Buffer): void {
    this.#received = this.#received.length === 0 ? data : Buffer.concat([this.#received, data]);
    const answer = parseAnswer(this.#received, false);
    if (answer) this.#answered(answer);
  }

  #answered({ status, body, closes }: Answer): void {
    this.#received = nothing;
    this.#waiting = false;
    if (closes) {
      this.#socket?.destroy();
      this.#socket = undefined;
    }
    this.#onAnswer(status, body);
  }
}

interface Answer {
  readonly status: number;
  readonly body: Buffer;
  readonly closes: boolean;
}

/** The answer if it is there as a whole. Informational ones (100 Continue) are skipped. */
function parseAnswer(bytes: Buffer, ended: boolean): Answer | undefined {
  const end = bytes.indexOf(headEnd);
  if (end < 0) return undefined;
  const head = bytes.toString("latin1", 0, end);
  const body = bytes.subarray(end + headEnd.length);
  const status = Number(head.slice(9, 12));
  if (status < 200) return parseAnswer(body, ended);
  const closes = /^HTTP\/1\.0|\r\nconnection: *close/i.test(head);
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  if (length !== undefined)
    return body.length >= Number(length)
      ? { status, body: body.subarray(0, Number(length)), closes }
      : undefined;
  if (status === 204 || status === 304) return { status, body: nothing, closes };
  if (/\r\ntransfer-encoding: *chunked/i.test(head))
    return body.subarray(-5).toString("latin1") === "0\r\n\r\n" ? { status, body, closes } : undefined;
  return ended ? { status, body, closes: true } : undefined;
}
