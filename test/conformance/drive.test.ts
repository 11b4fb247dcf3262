import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { pythonTools } from "../helpers/python-tools.ts";
import { drive, type Target } from "./drive.ts";
import { call, type Step } from "./suite.ts";

const xml = (inner: string) =>
  `<R xmlns="https://sts.amazonaws.com/doc/2011-06-15/">${inner}</R>`
    .replaceAll("<R ", "<GetCallerIdentityResponse ")
    .replaceAll("</R>", "</GetCallerIdentityResponse>");

/** Answers of a service that does most things wrong, one after the other. */
const answers: readonly (readonly [status: number, body: string])[] = [
  [
    200,
    xml("<GetCallerIdentityResult><Account>1</Account><Nick>x</Nick></GetCallerIdentityResult>" + "<More/>"),
  ],
  [400, "<ErrorResponse><Error><Code>Teapot</Code></Error><RequestId>1</RequestId></ErrorResponse>"],
  [200, '{"Trails":[{"Name":1,"Colour":"red","HomeRegion":null}]}'],
  [
    400,
    "<ErrorResponse><Error><Code>NoSuchEntity</Code><Message>No.</Message></Error><RequestId>1</RequestId></ErrorResponse>",
  ],
];
const steps: readonly Step[] = [
  call("GetCallerIdentity", {}, { save: { me: "Account", no: "Arn" } }),
  call("GetCallerIdentity"),
  call("ListTrails", { NextToken: "${me}" }, { service: "cloudtrail" }),
  call("ListTrails", { NextToken: "${nothing}" }, { service: "cloudtrail" }),
  call("GetUser", {}, { service: "iam", fails: "NoSuchEntity" }),
  call(
    "ListTrails",
    { Token: "misspelt" },
    { service: "cloudtrail", fails: "UnsupportedOperationException" },
  ),
];

describe.skipIf(!pythonTools()).each(["boto3", "cli"] as const)(
  "the driver, with %s (needs Python)",
  (client) => {
    let server: Server;
    let target: Target;
    const bodies: string[] = [];
    beforeAll(async () => {
      let asked = 0;
      server = createServer((request, response) => {
        let body = "";
        request.on("data", (piece: Buffer) => (body += piece.toString()));
        request.on("end", () => {
          bodies.push(body);
          const [status, answer] = answers[asked++]!;
          response.writeHead(status).end(answer);
        });
      }).listen(0, "127.0.0.1");
      await once(server, "listening");
      const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      const callers = { workload: { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "x" } };
      target = { endpoint, callers, variables: {} };
    });
    afterAll(async () => {
      server.close();
      await once(server, "close");
    });

    it("finds what a service should not answer, and mistakes of a suite", async () => {
      const outcomes = await drive({ service: "sts", steps }, steps, client, target);
      expect(outcomes.map(({ findings }) => findings)).toEqual([
        [
          ".More: not in the model",
          ".Nick: not in the model",
          ": no request ID",
          "Arn: nothing to save as no",
        ],
        [": an error without a message"],
        [
          ".Trails.0.Colour: not in the model",
          ".Trails.0.HomeRegion: null",
          ".Trails.0.Name: int, not string",
          ": no request ID",
        ],
        ["the suite: ${nothing} was never saved"],
        [": status 400 of NoSuchEntity, not 404"],
        // What the operation does not have is not sent, even when it may fail.
        [expect.stringMatching(/^\w+Error: 'Token'$/)],
      ]);
      expect(outcomes.map(({ status, modelled }) => [status, modelled])).toEqual([
        [200, undefined],
        [400, false],
        [200, undefined],
        [undefined, undefined],
        [400, true],
        [undefined, undefined],
      ]);
      expect(JSON.parse(bodies[2]!)).toEqual({ NextToken: "1" });
    });
  },
);
