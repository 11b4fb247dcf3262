import type { Call, EventParts, Operation, Permission, Reply } from "../../service.ts";
import type { World } from "../../world.ts";
import { errors } from "./errors.ts";
import { type InputOf, inputOf, type Name } from "./inputs.ts";
import { groupAt, type LogGroup, type LogStream, type Place, streamAt } from "./state.ts";

/** What a handler of one operation gets. */
export interface LogsCall<N extends Name> {
  readonly call: Call;
  readonly world: World;
  readonly input: InputOf<N>;
}

/** What a handler of an operation on a group gets. */
export interface GroupCall<N extends Name> extends LogsCall<N> {
  readonly group: LogGroup;
}

type Answer = Record<string, unknown> | undefined;
type GroupName = Place & { readonly name: string };

export const placeOf = ({ caller, region }: Pick<Call, "caller" | "region">): Place => ({
  accountId: caller.accountId,
  region,
});

export const groupArn = ({ region, accountId, name }: GroupName): string =>
  `arn:aws:logs:${region}:${accountId}:log-group:${name}`;

/** An operation on the group that its input names (logGroupName or logGroupIdentifier), which must be there. */
export function onGroup<N extends Name>(
  name: N,
  readOnly: boolean,
  handle: (groupCall: GroupCall<N>) => Answer,
): Operation {
  return operation(name, readOnly, {
    permission: (call, world, input) => groupPermission(world, namedGroup(call, input)),
    handle: ({ call, world, input }) =>
      handle({ call, world, input, group: findGroup(world, namedGroup(call, input)) }),
  });
}

/** An operation on the stream that its input names, which must be there. */
export function onStream<N extends Name>(
  name: N,
  readOnly: boolean,
  handle: (streamCall: GroupCall<N> & { readonly stream: LogStream }) => Answer,
): Operation {
  return operation(name, readOnly, {
    permission: (call, world, input) =>
      groupPermission(
        world,
        namedGroup(call, input),
        (input as unknown as { readonly logStreamName: string }).logStreamName,
      ),
    handle({ call, world, input }) {
      const group = findGroup(world, namedGroup(call, input));
      const { logStreamName } = input as unknown as { readonly logStreamName: string };
      const stream = streamAt(world, group, logStreamName);
      if (!stream) throw errors.noStream();
      return handle({ call, world, input, group, stream });
    },
  });
}

/** An operation that needs leave for what `permission` says. */
export function operation<N extends Name>(
  name: N,
  readOnly: boolean,
  how: {
    readonly permission: (call: Call, world: World, input: InputOf<N>) => Omit<Permission, "action">;
    readonly handle: (logsCall: LogsCall<N>) => Answer;
    readonly action?: string;
  },
): Operation {
  return {
    readOnly,
    // Nobody is told of PutLogEvents: no type of resource stands for it ("Logging CloudWatch Logs API and console
    // operations in AWS CloudTrail"; GetLogEvents is a management event, measured).
    category: name === "PutLogEvents" ? "Data" : "Management",
    permissions: (call, world) => [
      { action: how.action ?? `logs:${name}`, ...how.permission(call, world, inputOf(name, call)) },
    ],
    handle: (call, world) => ({
      output: how.handle({ call, world, input: inputOf(name, call) }) ?? {},
    }),
    event: (call, reply, _world, error) => ({
      ...recorded(call, readOnly, reply),
      ...(error?.code === "AccessDeniedException"
        ? { errorCode: "AccessDenied", requestParameters: null }
        : {}),
    }),
  };
}

/** Leave to do something with a group, or with one of its streams; the empty stream stands for the group. */
export function groupPermission(world: World, group: GroupName, streamName = ""): Omit<Permission, "action"> {
  const tags = groupAt(world, group, group.name)?.tags ?? {};
  return {
    resource: `${groupArn(group)}:log-stream:${streamName}`,
    resourceAccount: group.accountId,
    context: Object.fromEntries(
      Object.entries(tags).map(([key, value]) => [`aws:ResourceTag/${key}`, value]),
    ),
  };
}

/** @throws AwsError `ResourceNotFoundException` */
export function findGroup(world: World, named: GroupName): LogGroup {
  const group = groupAt(world, named, named.name);
  if (!group) throw errors.noGroup();
  return group;
}

/** The group an input means, by name or ARN. @throws AwsError `InvalidParameterException` */
export function namedGroup(call: Call, input: unknown): GroupName {
  const { logGroupName, logGroupIdentifier } = input as Partial<Record<string, string>>;
  if (logGroupName !== undefined && logGroupIdentifier !== undefined)
    throw errors.parameter("LogGroupName and LogGroupIdentifier cannot be provided together.");
  const identifier = logGroupName ?? logGroupIdentifier;
  if (identifier === undefined)
    throw errors.parameter("Either logGroupName or logGroupIdentifier must be provided.");
  return groupOfArn(identifier) ?? { ...placeOf(call), name: identifier };
}

/** The group an ARN means, with `:*` at its end or without. */
export function groupOfArn(arn: string): GroupName | undefined {
  const [, region, accountId, name] =
    /^arn:aws:logs:([\w-]+):(\d{12}):log-group:([^:*]+)(?::\*)?$/.exec(arn) ?? [];
  return name === undefined ? undefined : { region: region!, accountId: accountId!, name };
}

/** Members of inputs that hold log messages, which no record shows. */
const messages = new Set(["logEvents", "logEventMessages"]);

/** Parameters are written as they are: CloudWatch Logs has small first letters on the wire too (measured). */
function recorded(call: Call, readOnly: boolean, reply: Reply | undefined): EventParts {
  const shown = Object.entries(call.input).filter(([name]) => !messages.has(name));
  const output = reply?.output ?? {};
  return {
    requestParameters: shown.length > 0 ? Object.fromEntries(shown) : null,
    responseElements: readOnly || Object.keys(output).length === 0 ? null : output,
  };
}
