import { errors } from "./errors.ts";
import type { InputOf } from "./inputs.ts";
import { findWorkGroup, operation, page } from "./operation.ts";
import {
  type Configuration,
  defaults,
  keyOf,
  namedQueries,
  primary,
  type WorkGroup,
  workGroupArn,
  workGroups,
} from "./state.ts";

/** Members of a configuration that the sandbox keeps; others it refuses, for nothing here would come of them. */
const known = new Set([...Object.keys(defaults), "BytesScannedCutoffPerQuery", "ResultConfiguration"]);

function checkKnown(names: readonly string[]): void {
  const unknown = names.filter((name) => !known.has(name));
  if (unknown.length > 0) throw errors.notHere(unknown.join(", "));
}

/** @throws AwsError `InvalidRequestException` for results that would go nowhere */
function checkResults({ ResultConfiguration }: Configuration): void {
  const { OutputLocation: location } = (ResultConfiguration ?? {}) as { OutputLocation?: string };
  if (location !== undefined && !/^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](\/.*)?$/.test(location))
    throw errors.request(`Output location ${location} is not a valid S3 path.`);
}

const engine = (version: { SelectedEngineVersion?: string | undefined } | undefined) =>
  version?.SelectedEngineVersion === undefined || version.SelectedEngineVersion === "AUTO"
    ? defaults["EngineVersion"]
    : {
        SelectedEngineVersion: version.SelectedEngineVersion,
        EffectiveEngineVersion: version.SelectedEngineVersion,
      };

export const createWorkGroup = operation(
  "CreateWorkGroup",
  false,
  ({ place, input }) => workGroupArn(place, input.Name),
  ({ call, world, place, input }) => {
    const { Name: name, Configuration: given, Description: description, Tags } = input;
    checkKnown(Object.keys(given));
    checkResults(given);
    const key = keyOf(place, name);
    if (name === primary.name || workGroups(world).has(key))
      throw errors.request(`WorkGroup ${name} is already created`);
    workGroups(world).put(key, {
      name,
      state: "ENABLED",
      created: call.time.getTime(),
      ...(description === undefined ? {} : { description }),
      configuration: {
        ...defaults,
        ResultConfiguration: {},
        ...given,
        EngineVersion: engine(given.EngineVersion),
      },
      tags: Object.fromEntries(Tags.map(({ Key, Value }) => [Key, Value])),
    });
  },
);

export const getWorkGroup = operation(
  "GetWorkGroup",
  true,
  ({ place, input }) => workGroupArn(place, input.WorkGroup),
  (athenaCall) => {
    const group = findWorkGroup(athenaCall, athenaCall.input.WorkGroup);
    return { WorkGroup: { ...summary(group), Configuration: group.configuration } };
  },
);

const summary = ({ name, state, description, created }: WorkGroup) => ({
  Name: name,
  State: state,
  Description: description ?? "",
  CreationTime: created / 1000,
});

export const listWorkGroups = operation(
  "ListWorkGroups",
  true,
  ({ place }) => workGroupArn(place, "*"),
  ({ world, place, input }) => {
    const made = [...workGroups(world).entries(keyOf(place))].map(([, group]) => group);
    const all = made.some(({ name }) => name === primary.name) ? made : [primary, ...made];
    const { items, rest } = page(all, input, ({ name }) => name);
    return {
      WorkGroups: items.map((group) => ({
        ...summary(group),
        EngineVersion: group.configuration["EngineVersion"],
      })),
      ...rest,
    };
  },
);

export const updateWorkGroup = operation(
  "UpdateWorkGroup",
  false,
  ({ place, input }) => workGroupArn(place, input.WorkGroup),
  (athenaCall) => {
    const { world, place, input } = athenaCall;
    const group = findWorkGroup(athenaCall, input.WorkGroup);
    const configuration = updated(group.configuration, input.ConfigurationUpdates ?? {});
    checkResults(configuration);
    workGroups(world).put(keyOf(place, group.name), {
      ...group,
      configuration,
      state: input.State ?? group.state,
      ...(input.Description === undefined ? {} : { description: input.Description }),
    });
  },
);

type Updates = NonNullable<InputOf<"UpdateWorkGroup">["ConfigurationUpdates"]>;

function updated(was: Configuration, updates: Updates): Configuration {
  const {
    RemoveBytesScannedCutoffPerQuery: unlimited,
    ResultConfigurationUpdates: results,
    ...given
  } = updates;
  checkKnown(Object.keys(given));
  const { BytesScannedCutoffPerQuery: _limit, ...rest } = was;
  return {
    ...(unlimited ? rest : was),
    ...given,
    EngineVersion: given.EngineVersion ? engine(given.EngineVersion) : was["EngineVersion"],
    ResultConfiguration: updatedResults(was["ResultConfiguration"] as Configuration, results ?? {}),
  };
}

function updatedResults(was: Configuration, updates: Configuration): Configuration {
  const result: Record<string, unknown> = { ...was };
  for (const [name, value] of Object.entries(updates)) {
    if (!name.startsWith("Remove")) result[name] = value;
    else if (value === true) delete result[name.slice("Remove".length)];
  }
  return result;
}

export const deleteWorkGroup = operation(
  "DeleteWorkGroup",
  false,
  ({ place, input }) => workGroupArn(place, input.WorkGroup),
  (athenaCall) => {
    const { world, place, input } = athenaCall;
    const { name } = findWorkGroup(athenaCall, input.WorkGroup);
    if (name === primary.name) throw errors.request("The primary workgroup cannot be deleted.");
    const kept = [...namedQueries(world).entries(keyOf(place))].filter(
      ([, query]) => query.workGroup === name,
    );
    if (kept.length > 0 && !input.RecursiveDeleteOption)
      throw errors.request(`WorkGroup ${name} is not empty`);
    for (const [key] of kept) namedQueries(world).delete(key);
    workGroups(world).delete(keyOf(place, name));
  },
);
