import type { Message, SQSClient } from "@aws-sdk/client-sqs";
import type { ClientConfig } from "../target/target.ts";
import { type DeliveryNotice, parseDeliveryNotice } from "./delivery-notice.ts";

/** SQS hands out no more at a time, and waits no longer ("ReceiveMessage", Amazon SQS API Reference). */
const most = 10;
const longestWait = 20;

/** Milliseconds; the answer to a long poll takes up to twenty seconds. */
const connectionTimeout = 10_000;
const idleTimeout = 30_000;

/** What came out of the queue at once: the files it announces, and the way to say that they have been read. */
export interface ReceivedNotices {
  readonly notices: readonly DeliveryNotice[];
  /** Takes the messages out of the queue for good. What is not done comes again after the queue's visibility timeout. */
  done(): Promise<void>;
}

/** The queue that announces the log files of a trail. One kept-alive client. */
export class DeliveryQueue {
  readonly #url: string;
  readonly #config: ClientConfig;
  readonly #signal: AbortSignal;
  #connection: Promise<{ sqs: typeof import("./sqs-client.ts"); client: SQSClient }> | undefined;

  constructor(url: string, config: ClientConfig, signal: AbortSignal) {
    this.#url = url;
    this.#config = config;
    this.#signal = signal;
  }

  /** Waits for messages, so many milliseconds at most (a second at least, twenty at most). Throws the SDK's errors. */
  async receive(milliseconds: number): Promise<ReceivedNotices> {
    const { client, sqs } = await this.#connected();
    const WaitTimeSeconds = Math.min(longestWait, Math.max(1, Math.ceil(milliseconds / 1000)));
    const command = new sqs.ReceiveMessageCommand({
      QueueUrl: this.#url,
      MaxNumberOfMessages: most,
      WaitTimeSeconds,
    });
    const { Messages = [] } = await client.send(command, { abortSignal: this.#signal });
    return {
      notices: Messages.flatMap(({ Body = "" }) => parseDeliveryNotice(Body) ?? []),
      done: () => this.#remove(Messages),
    };
  }

  /** The next call asks for credentials anew. */
  async renew(): Promise<void> {
    const connection = this.#connection;
    this.#connection = undefined;
    (await connection?.catch(() => undefined))?.client.destroy();
  }

  /** Messages of others (which mean nothing here) go too: they would come again and again. */
  async #remove(messages: readonly Message[]): Promise<void> {
    if (messages.length === 0) return;
    const { client, sqs } = await this.#connected();
    const Entries = messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
    const command = new sqs.DeleteMessageBatchCommand({ QueueUrl: this.#url, Entries });
    await client.send(command, { abortSignal: this.#signal });
  }

  #connected() {
    this.#connection ??= import("./sqs-client.ts").then((sqs) => ({
      sqs,
      client: new sqs.SQSClient({
        ...this.#config,
        requestHandler: { connectionTimeout, socketTimeout: idleTimeout },
      }),
    }));
    return this.#connection;
  }
}
