import { AwsError, type Service } from "../service.ts";
import { content, type XmlStyle, xmlElement } from "./xml.ts";

/** IAM and STS: `<member>` lists, names as they are, dates without fractions. */
const queryStyle: XmlStyle = {
  item: "member",
  name: (member) => member,
  date: (date) => date.toISOString().replace(/\.\d+Z$/, "Z"),
};

/** Members' names with a small first letter, as far as they were asked for: answers repeat the same ones. */
const ec2Names = new Map<string, string>();

function ec2Name(member: string): string {
  let name = ec2Names.get(member);
  if (name === undefined) {
    name = member.charAt(0).toLowerCase() + member.slice(1);
    ec2Names.set(member, name);
  }
  return name;
}

/** EC2: `<item>` lists, names with a small first letter, dates with milliseconds. */
const ec2Style: XmlStyle = {
  item: "item",
  name: ec2Name,
  date: (date) => date.toISOString(),
};

type Node = Map<string, Node | string>;

/** No parameter of AWS's nests as deep; whoever walks it may recurse. */
const deepest = 64;

/**
 * Decodes the parameters of the query and EC2 protocols: `Tags.member.1.Key=a` and `Tag.1.Key=a` become
 * `{ Tags: [{ Key: "a" }] }` and `{ Tag: [{ Key: "a" }] }`. All values stay strings; `Action` and `Version` are left out.
 * @throws AwsError `MalformedQueryString` for a name that nests without end
 */
export function decodeQuery(parameters: URLSearchParams): Record<string, unknown> {
  const root: Node = new Map();
  for (const [name, value] of parameters) {
    if (name === "Action" || name === "Version") continue;
    const path = name.split(".", deepest + 1);
    if (path.length > deepest)
      throw new AwsError("MalformedQueryString", "The query string contains a syntax error.");
    const last = path.pop()!;
    let node = root;
    for (const step of path) {
      let next = node.get(step);
      if (!(next instanceof Map)) {
        next = new Map();
        node.set(step, next);
      }
      node = next;
    }
    if (!(node.get(last) instanceof Map)) node.set(last, value);
  }
  return Object.fromEntries([...root].map(([name, node]) => [name, plain(node)]));
}

function plain(node: Node | string): unknown {
  if (typeof node === "string") return node;
  const names = [...node.keys()];
  if (names.length === 1 && names[0] === "member") return plain(node.get("member")!);
  if (names.every((name) => /^\d+$/.test(name)))
    return names.sort((a, b) => Number(a) - Number(b)).map((name) => plain(node.get(name)!));
  return Object.fromEntries([...node].map(([name, child]) => [name, plain(child)]));
}

/** Operations whose answer has a result with nothing in it, which clients look for all the same (botocore's models). */
const emptyResults: ReadonlySet<string> = new Set(["iam:UpdateRole", "sns:TagResource", "sns:UntagResource"]);

/** `<CreateUserResponse><CreateUserResult>…</CreateUserResult><ResponseMetadata>…`, as IAM and STS answer. */
export function encodeQuery(
  service: Service,
  operation: string,
  output: Record<string, unknown>,
  requestId: string,
): string {
  const metadata = `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata>`;
  const filled = Object.values(output).some((value) => value !== undefined);
  const result =
    filled || emptyResults.has(`${service.name}:${operation}`)
      ? xmlElement(`${operation}Result`, output, queryStyle)
      : "";
  return `<${operation}Response xmlns="${namespace(service)}">${result}${metadata}</${operation}Response>`;
}

/** `<RunInstancesResponse><requestId>…</requestId>…`, as EC2 answers. */
export function encodeEc2(
  service: Service,
  operation: string,
  output: Record<string, unknown>,
  requestId: string,
): string {
  const members = content(output, ec2Style);
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${operation}Response xmlns="${namespace(service)}"><requestId>${requestId}</requestId>${members}</${operation}Response>`;
}

/** As the services' models state it: IAM and STS moved to https, EC2 and SNS did not. */
function namespace({ name, apiVersion }: Service): string {
  const scheme = name === "ec2" || name === "sns" ? "http" : "https";
  return `${scheme}://${name}.amazonaws.com/doc/${apiVersion}/`;
}

/** An error as IAM and STS word it. `xmlns` is left out where the service is not known. */
export function encodeQueryError(service: Service | undefined, error: AwsError, requestId: string): string {
  const body = xmlElement("Error", {
    Type: error.status >= 500 ? "Receiver" : "Sender",
    Code: error.queryCode ?? error.code,
    Message: error.message,
    ...error.extra,
  });
  const xmlns = service ? ` xmlns="${namespace(service)}"` : "";
  return `<ErrorResponse${xmlns}>${body}<RequestId>${requestId}</RequestId></ErrorResponse>`;
}

/** An error as EC2 words it. */
export function encodeEc2Error(error: AwsError, requestId: string): string {
  const body = xmlElement("Error", { Code: error.code, Message: error.message });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<Response><Errors>${body}</Errors><RequestID>${requestId}</RequestID></Response>`;
}
