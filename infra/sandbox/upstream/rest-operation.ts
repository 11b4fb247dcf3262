import type { WireRequest } from "../service.ts";
import { apiGateway } from "./rest-tables/api-gateway.ts";
import { batch } from "./rest-tables/batch.ts";
import { eks } from "./rest-tables/eks.ts";
import { elasticFileSystem } from "./rest-tables/elastic-file-system.ts";
import { guardDuty } from "./rest-tables/guard-duty.ts";
import { lambda } from "./rest-tables/lambda.ts";
import { route53 } from "./rest-tables/route53.ts";
import { scheduler } from "./rest-tables/scheduler.ts";
import { securityHub } from "./rest-tables/security-hub.ts";
import { ses } from "./rest-tables/ses.ts";

/** Tables by signing name. A line is `METHOD path operation`, and ` !` where the body is a payload, not parameters. */
const tables: Readonly<Record<string, string>> = {
  apigateway: apiGateway,
  batch,
  eks,
  elasticfilesystem: elasticFileSystem,
  guardduty: guardDuty,
  lambda,
  route53,
  scheduler,
  securityhub: securityHub,
  ses,
};

interface Row {
  readonly method: string;
  readonly segments: readonly string[];
  /** Query parameters that tell this call from another on the same path. */
  readonly query: readonly (readonly [string, string])[];
  readonly operation: string;
  readonly payload: boolean;
}

/** What a REST call means: its operation, and the parameters its path carries. */
export interface RestOperation {
  readonly operation: string;
  readonly labels: Readonly<Record<string, string>>;
  /** True when the body is content (a function's payload) and no parameters. */
  readonly payload: boolean;
}

/** Finds a request's operation in its service's table; undefined when there is no table, or nothing in it fits. */
export function restOperation(service: string, request: WireRequest): RestOperation | undefined {
  const path = segmentsOf(request.rawPath);
  let best: { row: Row; labels: Record<string, string>; weight: number } | undefined;
  for (const row of rowsOf(service)) {
    if (row.method !== request.method) continue;
    if (!row.query.every(([name, value]) => request.query.get(name) === value)) continue;
    const labels = match(row.segments, path);
    if (!labels) continue;
    // Fixed words count more than labels: `/functions/{name}` must not take what `/functions/list` means.
    const weight = row.segments.filter((segment) => !segment.startsWith("{")).length * 2 + row.query.length;
    if (!best || weight > best.weight) best = { row, labels, weight };
  }
  return best && { operation: best.row.operation, labels: best.labels, payload: best.row.payload };
}

const parsed = new Map<string, readonly Row[]>();

function rowsOf(service: string): readonly Row[] {
  let rows = parsed.get(service);
  if (!rows) {
    const text = Object.hasOwn(tables, service) ? tables[service]! : "";
    rows = text.trim().split("\n").filter(Boolean).map(rowOf);
    if (rows.length > 0) parsed.set(service, rows);
  }
  return rows;
}

function rowOf(line: string): Row {
  const [method = "", target = "", operation = "", payload] = line.split(" ");
  const [path = "", query = ""] = target.split("?");
  return {
    method,
    segments: segmentsOf(path),
    query: [...new URLSearchParams(query)],
    operation,
    payload: payload === "!",
  };
}

const segmentsOf = (path: string) => path.split("/").filter(Boolean);

/** Labels of a path that fits the template; `{Name+}` takes all that is left. */
function match(template: readonly string[], path: readonly string[]): Record<string, string> | undefined {
  const labels: Record<string, string> = {};
  for (const [index, segment] of template.entries()) {
    const label = /^\{(.+?)(\+?)\}$/.exec(segment);
    if (label?.[2]) {
      if (index >= path.length) return undefined;
      labels[label[1]!] = decoded(path.slice(index).join("/"));
      return labels;
    }
    const given = path[index];
    if (given === undefined || (!label && given !== segment)) return undefined;
    if (label) labels[label[1]!] = decoded(given);
  }
  return template.length === path.length ? labels : undefined;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
