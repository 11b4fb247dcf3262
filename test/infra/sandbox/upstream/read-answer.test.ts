import { expect, test } from "vitest";
import { readAnswer } from "../../../../infra/sandbox/upstream/read-answer.ts";

const answer = (body: string, headers: Record<string, string> = {}, status = 200) => ({
  status,
  headers,
  body: Buffer.from(body),
});

test("query answers: the result's members, lists as lists, the ID of the body", () => {
  const body = `<?xml version="1.0"?><CreateXResponse xmlns="https://x/"><CreateXResult>
    <Groups><Group><Name>a</Name></Group></Groups><Names><member>n</member><member>m</member></Names><Open>true</Open>
    </CreateXResult><ResponseMetadata><RequestId>id-1</RequestId></ResponseMetadata></CreateXResponse>`;
  expect(readAnswer("query", answer(body, { "x-amzn-requestid": "other" }))).toEqual({
    requestId: "id-1",
    output: { Groups: [{ Name: "a" }], Names: ["n", "m"], Open: true },
  });
});

test("EC2 answers: sets of items, the return value as records write it", () => {
  const body =
    "<XResponse><requestId>id-2</requestId><return>true</return><aSet><item><b>1</b></item></aSet><cSet/></XResponse>";
  expect(readAnswer("ec2", answer(body))).toEqual({
    requestId: "id-2",
    output: { requestId: "id-2", _return: true, aSet: { items: [{ b: "1" }] }, cSet: {} },
  });
});

test.each([
  ["json", '{"__type":"com.amazonaws.x#NotThere","message":"m"}', {}, "NotThere", "m"],
  ["json", '{"Message":"m"}', { "x-amzn-errortype": "NotThere:http://internal/" }, "NotThere", "m"],
  [
    "query",
    "<ErrorResponse><Error><Code>NotThere</Code><Message>m</Message></Error></ErrorResponse>",
    {},
    "NotThere",
    "m",
  ],
  [
    "ec2",
    "<Response><Errors><Error><Code>NotThere</Code><Message>m</Message></Error></Errors></Response>",
    {},
    "NotThere",
    "m",
  ],
  ["rest", "<html>oops", {}, "Http404", "Not Found"],
  ["json", "", {}, "Http404", "Not Found"],
] as const)("%s errors: %s", (form, body, headers, code, message) => {
  expect(readAnswer(form, answer(body, headers, 404)).error).toMatchObject({ code, message });
});

test.each(["not json", "[1]", "null", ""])("%j has no members to record", (body) => {
  expect(readAnswer("json", answer(body, { "x-amzn-requestid": "id" }))).toEqual({ requestId: "id" });
});

test("an answer too large to look into gives its header's ID", () => {
  const large = { status: 200, headers: { "x-amzn-requestid": "id" }, body: undefined };
  expect(readAnswer("query", large)).toEqual({ requestId: "id" });
});

test("an answer nested without end is an answer all the same", () => {
  const body = `${"<a>".repeat(30_000)}${"</a>".repeat(30_000)}`;
  const headers = { "content-type": "text/xml", "x-amzn-requestid": "id" };
  expect(readAnswer("query", answer(body, headers))).toEqual({ requestId: "id" });
});
