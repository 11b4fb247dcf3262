/** A type of Hive: `string`, or what is made of others. */
export type HiveType =
  "string" | { readonly struct: Columns } | { readonly array: HiveType } | typeof stringMap;

/** Columns or fields by name, in order. */
export type Columns = Readonly<Record<string, HiveType>>;

const stringMap = "map<string,string>";

/** These fields, each a string. */
const strings = <const N extends string>(...names: readonly N[]) =>
  Object.fromEntries(names.map((name) => [name, "string"])) as Record<N, "string">;

/**
 * The columns of a table over CloudTrail's log files, with AWS's names, types and order ("Create the table for
 * CloudTrail logs in Athena using partition projection", Amazon Athena User Guide).
 */
export const cloudTrailColumns: Columns = {
  eventversion: "string",
  useridentity: {
    struct: {
      ...strings("type", "principalid", "arn", "accountid", "invokedby", "accesskeyid", "username"),
      onbehalfof: { struct: strings("userid", "identitystorearn") },
      sessioncontext: {
        struct: {
          attributes: { struct: strings("mfaauthenticated", "creationdate") },
          sessionissuer: { struct: strings("type", "principalid", "arn", "accountid", "username") },
          ec2roledelivery: "string",
          webidfederationdata: { struct: { federatedprovider: "string", attributes: stringMap } },
        },
      },
    },
  },
  ...strings(
    "eventtime",
    "eventsource",
    "eventname",
    "awsregion",
    "sourceipaddress",
    "useragent",
    "errorcode",
    "errormessage",
    "requestparameters",
    "responseelements",
    "additionaleventdata",
    "requestid",
    "eventid",
    "readonly",
  ),
  resources: { array: { struct: strings("arn", "accountid", "type") } },
  ...strings(
    "eventtype",
    "apiversion",
    "recipientaccountid",
    "serviceeventdetails",
    "sharedeventid",
    "vpcendpointid",
    "vpcendpointaccountid",
    "eventcategory",
  ),
  addendum: { struct: strings("reason", "updatedfields", "originalrequestid", "originaleventid") },
  ...strings("sessioncredentialfromconsole", "edgedevicedetails"),
  tlsdetails: { struct: strings("tlsversion", "ciphersuite", "clientprovidedhostheader") },
};

/** A type as Hive and Glue write it: `struct<arn:string>`. Pure. */
export function typeText(type: HiveType): string {
  if (typeof type === "string") return type;
  if ("array" in type) return `array<${typeText(type.array)}>`;
  const fields = Object.entries(type.struct).map(([name, of]) => `${name}:${typeText(of)}`);
  return `struct<${fields.join(",")}>`;
}
