import type { Column, Table, TableInput } from "@aws-sdk/client-glue";
import { partitionOf } from "../../../cloudtrail/partition.ts";
import { unlessAbsent } from "../aws-call-error.ts";
import type { Properties } from "../property-value.ts";
import type { Context, ResourceType } from "../resource-type.ts";
import { boolean, list, map, number, object, optional, region, required, string } from "../schema.ts";

const column = object({
  name: required(string),
  type: optional(string),
  comment: optional(string),
  parameters: optional(map),
});

const storageDescriptor = object({
  columns: optional(list(column)),
  location: optional(string),
  inputFormat: optional(string),
  outputFormat: optional(string),
  compressed: optional(boolean),
  numberOfBuckets: optional(number),
  parameters: optional(map),
  serDeInfo: optional(
    object({ name: optional(string), serializationLibrary: optional(string), parameters: optional(map) }),
  ),
});

interface OurColumn {
  readonly name: string;
  readonly type?: string;
  readonly comment?: string;
  readonly parameters?: Record<string, string>;
}

interface Storage {
  readonly columns?: readonly OurColumn[];
  readonly location?: string;
  readonly inputFormat?: string;
  readonly outputFormat?: string;
  readonly compressed?: boolean;
  readonly numberOfBuckets?: number;
  readonly parameters?: Record<string, string>;
  readonly serDeInfo?: {
    readonly name?: string;
    readonly serializationLibrary?: string;
    readonly parameters?: Record<string, string>;
  };
}

const toColumn = ({ name, type, comment, parameters }: OurColumn): Column => ({
  Name: name,
  Type: type,
  Comment: comment,
  Parameters: parameters,
});

const fromColumn = ({ Name, Type, Comment, Parameters }: Column): Properties => ({
  name: Name,
  type: Type ?? "",
  comment: Comment ?? "",
  parameters: Parameters ?? {},
});

/** The table's settings as the API takes them; undefined members are left out on the wire. */
function inputOf(given: Properties): TableInput & { Name: string } {
  const storage = given["storageDescriptor"] as Storage | undefined;
  const keys = (given["partitionKeys"] ?? []) as unknown as readonly OurColumn[];
  const text = (name: string) => (given[name] as string | undefined) || undefined;
  return {
    Name: given["name"] as string,
    Description: text("description"),
    Owner: text("owner"),
    Retention: given["retention"] as number | undefined,
    TableType: text("tableType"),
    Parameters: given["parameters"] as Record<string, string> | undefined,
    PartitionKeys: keys.map(toColumn),
    ViewOriginalText: text("viewOriginalText"),
    ViewExpandedText: text("viewExpandedText"),
    StorageDescriptor: storage && {
      Columns: storage.columns?.map(toColumn),
      Location: storage.location,
      InputFormat: storage.inputFormat,
      OutputFormat: storage.outputFormat,
      Compressed: storage.compressed,
      NumberOfBuckets: storage.numberOfBuckets,
      Parameters: storage.parameters,
      SerdeInfo: storage.serDeInfo && {
        Name: storage.serDeInfo.name,
        SerializationLibrary: storage.serDeInfo.serializationLibrary,
        Parameters: storage.serDeInfo.parameters,
      },
    },
  };
}

function shown(found: Table, context: Context): Properties & { readonly catalogId: string } {
  const { StorageDescriptor: storage, CatalogId: catalogId = "" } = found;
  const { partition } = partitionOf(context.region);
  return {
    name: found.Name,
    databaseName: found.DatabaseName,
    catalogId,
    description: found.Description ?? "",
    owner: found.Owner ?? "",
    retention: found.Retention ?? 0,
    tableType: found.TableType ?? "",
    parameters: found.Parameters ?? {},
    partitionKeys: (found.PartitionKeys ?? []).map(fromColumn),
    viewOriginalText: found.ViewOriginalText ?? "",
    viewExpandedText: found.ViewExpandedText ?? "",
    storageDescriptor: storage && {
      columns: (storage.Columns ?? []).map(fromColumn),
      location: storage.Location ?? "",
      inputFormat: storage.InputFormat ?? "",
      outputFormat: storage.OutputFormat ?? "",
      compressed: storage.Compressed ?? false,
      numberOfBuckets: storage.NumberOfBuckets ?? 0,
      parameters: storage.Parameters ?? {},
      serDeInfo: {
        name: storage.SerdeInfo?.Name ?? "",
        serializationLibrary: storage.SerdeInfo?.SerializationLibrary ?? "",
        parameters: storage.SerdeInfo?.Parameters ?? {},
      },
    },
    arn: `arn:${partition}:glue:${context.region}:${catalogId}:table/${found.DatabaseName}/${found.Name}`,
    region: context.region,
  };
}

/** Database and name in `123456789012:database:name`, as the real provider's IDs are. */
const placeIn = (id: string) => {
  const [, DatabaseName = "", ...rest] = id.split(":");
  return { DatabaseName, Name: rest.join(":") };
};

async function find(id: string, context: Context): Promise<Table | undefined> {
  const glue = await context.aws.glue();
  return (await unlessAbsent(glue.getTable(placeIn(id)), "EntityNotFoundException"))?.Table;
}

/** A table of Glue's data catalog. */
export const glueCatalogTable: ResourceType = {
  token: "aws:glue/catalogTable:CatalogTable",
  naming: { property: "name", maxLength: 255, lowerCase: true },
  schema: {
    inputs: {
      name: optional(string, { computed: true, replaces: true }),
      databaseName: required(string, { replaces: true }),
      catalogId: optional(string, { computed: true, replaces: true }),
      description: optional(string),
      owner: optional(string),
      retention: optional(number),
      tableType: optional(string),
      parameters: optional(map),
      partitionKeys: optional(list(column)),
      storageDescriptor: optional(storageDescriptor),
      viewOriginalText: optional(string),
      viewExpandedText: optional(string),
      region,
    },
    outputs: { arn: string },
    refused: {
      openTableFormatInput: "Iceberg tables are not served",
      partitionIndices: "use partition projection",
      targetTable: "use a table of the account's own",
      viewDefinition: "views are not served",
    },
  },
  async create(given, context) {
    const glue = await context.aws.glue();
    const DatabaseName = given["databaseName"] as string;
    const input = inputOf(given);
    await glue.createTable({ DatabaseName, TableInput: input });
    const made = await find(`:${DatabaseName}:${input.Name}`, context);
    const state = shown(made ?? { ...input, DatabaseName }, context);
    return { id: `${state.catalogId}:${DatabaseName}:${input.Name}`, state };
  },
  async read(id, _prior, context) {
    const found = await find(id, context);
    if (!found) return undefined;
    const state = shown(found, context);
    return { id: `${state.catalogId}:${found.DatabaseName}:${found.Name}`, state };
  },
  async update(id, old, given, context) {
    const glue = await context.aws.glue();
    const { DatabaseName, Name } = placeIn(id);
    await glue.updateTable({ DatabaseName, TableInput: { ...inputOf(given), Name } });
    const found = await find(id, context);
    return { ...old, ...(found ? shown(found, context) : {}) };
  },
  async delete(id, _state, context) {
    const glue = await context.aws.glue();
    await unlessAbsent(glue.deleteTable(placeIn(id)), "EntityNotFoundException");
  },
};
