import { describe, expect, test } from "vitest";
import { delivered, labState, openFixture } from "../../helpers/lab-fixture.ts";

const until = async (holds: () => boolean) => {
  while (!holds()) await new Promise<void>((resolve) => setImmediate(resolve));
};

describe("the feed", () => {
  test("merges what arrives by time, each record once, and counts log files", async () => {
    const { lab, follow, deliver } = await openFixture(labState("watch"));
    follow("lab", "audit");
    const late = delivered("Late", 1);
    deliver(
      { type: "records", records: [delivered("Second", 2), delivered("Third", 3)] },
      { type: "records", records: [late, delivered("Second", 2)] },
      { type: "log-file", stack: "lab", key: "k", bytes: 1, records: 2, deliveredAt: 5 },
      { type: "caught-up", stack: "lab" },
    );
    await until(() => lab.feed.status.caughtUp);
    const { rows } = lab.feed.view("");
    expect(rows.slice(0, 9).map(({ name }) => name)).toEqual(["Late", "Second", "Third"]);
    expect(lab.feed.status).toMatchObject({
      records: 3,
      logFiles: 1,
      lastDeliveredAt: 5,
      stacks: ["lab", "audit"],
    });
    expect(lab.feed.find("event-Late")?.name).toBe("Late");
    await lab.close();
  });

  test("a filter that means nothing keeps the rows of the last that did, and points at the mistake", async () => {
    const { lab, follow, deliver } = await openFixture(labState("watch"));
    follow("lab");
    deliver(
      { type: "records", records: [delivered("CreateUser", 1), delivered("DeleteUser", 2)] },
      { type: "caught-up", stack: "lab" },
    );
    await until(() => lab.feed.status.caughtUp);
    expect(lab.feed.view("event:Create*").rows.length).toBe(1);
    expect(lab.feed.view("event:Create").rows.length).toBe(1);
    const wrong = lab.feed.view("event:Create* nofield:x");
    expect(wrong.problem?.position).toBe(14);
    expect(wrong.rows.length).toBe(1);
    await lab.close();
  });

  test("a problem is shown per stack, and does not end the tail", async () => {
    const { lab, follow, deliver } = await openFixture(labState("watch"));
    follow("lab");
    deliver(
      { type: "problem", stack: "lab", message: "The bucket could not be listed." },
      { type: "records", records: [delivered("CreateUser", 1)] },
      { type: "caught-up", stack: "lab" },
    );
    await until(() => lab.feed.status.records === 1);
    expect(lab.feed.status.problems).toEqual([{ stack: "lab", message: "The bucket could not be listed." }]);
    await lab.close();
  });
});
