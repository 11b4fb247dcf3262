import type { ResourceReference } from "../../../cloudtrail/record.ts";
import { lowerCamel } from "../../recorder/lower-camel.ts";
import { AwsError, type Call, type EventParts, type Operation, type Permission } from "../../service.ts";
import type { World } from "../../world.ts";
import { errors } from "./errors.ts";
import { type InputOf, inputOf, type Name } from "./inputs.ts";
import { type Queue, queueAt } from "./state.ts";

/** What a handler of one operation gets. */
export interface QueueCall<N extends Name> {
  readonly call: Call;
  readonly world: World;
  readonly queue: Queue;
  readonly input: InputOf<N>;
}

type Answer = Record<string, unknown> | undefined;

/**
 * Calls on messages are data events, and so are those that only ask about queues ("Logging Amazon SQS API calls using
 * AWS CloudTrail", Amazon SQS Developer Guide).
 */
const data =
  /^(?:(?:ChangeMessageVisibility|DeleteMessage|SendMessage)(?:Batch)?|ReceiveMessage|GetQueue.*|List.*)$/;

/** An operation on the queue its QueueUrl names. Batches need leave for what they repeat. */
export function onQueue<N extends Name>(
  name: N,
  readOnly: boolean,
  handle: (queueCall: QueueCall<N>) => Answer,
): Operation {
  const queueOf = (call: Call, world: World) =>
    findQueue(call, world, (inputOf(name, call) as { QueueUrl: string }).QueueUrl);
  return {
    readOnly,
    category: categoryOf(name),
    permissions(call, world) {
      const queue = queueOf(call, world);
      const policy = queue.attributes["Policy"];
      return [
        {
          action: actionOf(name),
          resource: queue.arn,
          resourceAccount: queue.accountId,
          ...(policy === undefined ? {} : { resourcePolicy: policy }),
          context: Object.fromEntries(
            Object.entries(queue.tags).map(([key, value]) => [`aws:ResourceTag/${key}`, value]),
          ),
        },
      ];
    },
    handle: (call, world) => {
      const queue = queueOf(call, world);
      const output = handle({ call, world, queue, input: inputOf(name, call) }) ?? {};
      return { output, event: recorded(call, readOnly, output, queue) };
    },
    event: (call, reply, world, error) => {
      if (reply) return {};
      const parts = recorded(
        call,
        readOnly,
        undefined,
        found(() => queueOf(call, world)),
      );
      return { ...parts, ...denial(error) };
    },
  };
}

/** An operation on the queue of a name, there or not. */
export function onName<N extends Name>(
  name: N,
  readOnly: boolean,
  how: {
    readonly permission: (call: Call, world: World) => Omit<Permission, "action">;
    readonly handle: (call: Call, world: World, input: InputOf<N>) => Answer;
  },
): Operation {
  return {
    readOnly,
    category: categoryOf(name),
    permissions: (call, world) => [{ action: actionOf(name), ...how.permission(call, world) }],
    handle(call, world) {
      const output = how.handle(call, world, inputOf(name, call)) ?? {};
      return { output, event: recorded(call, readOnly, output, undefined) };
    },
    event: (call, reply, _world, error) =>
      reply ? {} : { ...recorded(call, readOnly, undefined, undefined), ...denial(error) },
  };
}

/** SQS names its actions in small letters when it denies them; policies do not mind. */
const actionOf = (name: Name) => `sqs:${name.replace(/Batch$/, "").toLowerCase()}`;

const categoryOf = (name: Name) => (data.test(name) ? "Data" : "Management");

/** @throws AwsError `QueueDoesNotExist` */
export function findQueue({ region }: Call, world: World, url: string): Queue {
  const path = URL.canParse(url) ? new URL(url).pathname : url;
  const [, accountId = "", name = ""] = /(?:^|\/)(\d{12})\/([^/]+)\/?$/.exec(path) ?? [];
  const queue = queueAt(world, { region, accountId }, name);
  if (!queue) throw errors.noQueue();
  return queue;
}

/** The queue's address at this sandbox, as the client reached it. */
export function urlOf({ request, region }: Call, queue: Pick<Queue, "accountId" | "name">): string {
  const host = request.headers["host"];
  const base = host === undefined ? `https://sqs.${region}.amazonaws.com` : `http://${host}`;
  return `${base}/${queue.accountId}/${queue.name}`;
}

function recorded(call: Call, readOnly: boolean, output: Answer, queue: Queue | undefined): EventParts {
  const shown = (value: unknown) => lowerCamel(value, { date: (date) => date.toISOString() });
  const answer = output && !readOnly && Object.keys(output).length > 0 ? shown(output) : null;
  return {
    requestParameters: shownParameters(call.input, shown) as Record<string, unknown>,
    responseElements: answer as Record<string, unknown> | null,
    ...(queue ? { resources: [resourceOf(queue)] } : {}),
  };
}

/** A denied call's record shows no parameters, and the denial by its general name. */
const denial = (error: AwsError | undefined): EventParts =>
  error?.code === "AccessDeniedException" ? { errorCode: "AccessDenied", requestParameters: null } : {};

const hidden = "HIDDEN_DUE_TO_SECURITY_REASONS";
const contents = new Set(["MessageBody", "MessageAttributes", "MessageSystemAttributes"]);

/** Message contents are never shown; names of attributes and tags stay as they are. */
function shownParameters(
  input: Readonly<Record<string, unknown>>,
  shown: (value: unknown) => unknown,
): unknown {
  return Object.fromEntries(
    Object.entries(input).map(([name, value]) => [
      name.charAt(0).toLowerCase() + name.slice(1),
      contents.has(name)
        ? hidden
        : /^(?:Attributes|tags|Tags)$/.test(name)
          ? value
          : name === "Entries" && Array.isArray(value)
            ? value.map((entry: unknown) => shownParameters(Object(entry) as Record<string, unknown>, shown))
            : shown(value),
    ]),
  );
}

function resourceOf({ accountId, arn }: Queue): ResourceReference {
  return { accountId, type: "AWS::SQS::Queue", ARN: arn };
}

function found(queue: () => Queue): Queue | undefined {
  try {
    return queue();
  } catch (error) {
    if (error instanceof AwsError) return undefined;
    throw error;
  }
}
