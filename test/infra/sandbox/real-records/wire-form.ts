import type { Service } from "../../../../infra/sandbox/service.ts";
import type { PlainRequest } from "../../../helpers/signed-request.ts";

type Input = Readonly<Record<string, unknown>>;

/** A call in its service's protocol. Input has API Reference names; S3's is what a record of the call shows. */
export function wireForm(service: Service, operation: string, input: Input): PlainRequest {
  switch (service.protocol) {
    case "rest-xml-s3":
      return s3(operation, input);
    case "json-1.0":
    case "json-1.1":
      return {
        service: service.name,
        method: "POST",
        path: "/",
        headers: {
          "content-type": `application/x-amz-${service.protocol}`,
          "x-amz-target": `${service.apiVersion}.${operation}`,
        },
        body: JSON.stringify(input),
      };
    default: {
      const form = new URLSearchParams({ Action: operation, Version: service.apiVersion });
      const list = service.protocol === "ec2" ? "" : "member.";
      for (const [name, value] of fields(input, "", list)) form.append(name, value);
      return {
        service: service.name,
        method: "POST",
        path: "/",
        headers: { "content-type": "application/x-www-form-urlencoded; charset=utf-8" },
        body: form.toString(),
      };
    }
  }
}

function* fields(value: unknown, at: string, list: string): IterableIterator<[string, string]> {
  if (typeof value !== "object" || value === null) return yield [at, String(value)];
  const members: [string, unknown][] = Array.isArray(value)
    ? value.map((entry: unknown, index) => [`${list}${index + 1}`, entry])
    : Object.entries(value);
  for (const [name, member] of members) yield* fields(member, at === "" ? name : `${at}.${name}`, list);
}

/** Documents stand in records under the name of their root element, `bucketPolicy` as an object. */
function s3(operation: string, parameters: Input): PlainRequest {
  const query: Record<string, string> = {};
  const headers: Record<string, string> = {};
  let body = "";
  for (const [name, value] of Object.entries(parameters)) {
    if (name === "bucketName" || name === "Host" || name === "key") continue;
    if (name === "bucketPolicy") body = JSON.stringify(value);
    else if (typeof value === "object") body = element(name, value);
    else if (name.startsWith("x-amz-")) headers[name] = String(value);
    else query[name] = String(value);
  }
  const method = /^(?:Put|Create)/.test(operation)
    ? "PUT"
    : operation.startsWith("Delete")
      ? "DELETE"
      : "GET";
  const bucket = parameters["bucketName"];
  return {
    service: "s3",
    method,
    path: typeof bucket === "string" ? `/${bucket}` : "/",
    query,
    headers,
    body,
  };
}

function element(name: string, value: unknown): string {
  if (Array.isArray(value)) return value.map((entry) => element(name, entry)).join("");
  if (typeof value !== "object" || value === null) return `<${name}>${String(value)}</${name}>`;
  const { xmlns, ...children } = value as Record<string, unknown>;
  const inside = Object.entries(children).map(([child, content]) => element(child, content));
  return `<${name}${xmlns === undefined ? "" : ` xmlns="${String(xmlns)}"`}>${inside.join("")}</${name}>`;
}
