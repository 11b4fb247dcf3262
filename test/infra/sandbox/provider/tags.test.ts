import { expect, test } from "vitest";
import { allTags, fromTagList, tagState, toTagList } from "../../../../infra/sandbox/provider/tags.ts";

test("a resource's own tags win over the defaults", () => {
  expect(allTags({ team: "blue", stage: "dev" }, { stage: "prod" })).toEqual({ team: "blue", stage: "prod" });
});

test("found tags are told apart: the defaults, the resource's own, AWS's", () => {
  const found = { team: "blue", own: "1", "aws:cloudformation:stack-name": "x" };
  expect(tagState(found, { team: "blue" }, {})).toEqual({
    tags: { own: "1" },
    tagsAll: { team: "blue", own: "1" },
  });
  const repeated = tagState({ team: "blue" }, { team: "blue" }, { tags: { team: "blue" } });
  expect(repeated.tags, "one that the resource repeats stays its own").toEqual({ team: "blue" });
  const drifted = tagState({ team: "red" }, { team: "blue" }, {});
  expect(drifted.tags, "a changed default is drift").toEqual({ team: "red" });
});

test("AWS's lists and back", () => {
  const tags = { a: "1", b: "" };
  expect(fromTagList(toTagList(tags))).toEqual(tags);
  expect(fromTagList(undefined)).toEqual({});
});
