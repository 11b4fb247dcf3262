import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it, onTestFinished } from "vitest";
import { startBoto3Sandbox } from "../helpers/boto3-sandbox.ts";
import { pythonTools } from "../helpers/python-tools.ts";

const script = readFileSync(fileURLToPath(new URL("paging.py", import.meta.url)), "utf8");

interface Listing {
  readonly name: string;
  readonly pages: number;
  readonly things: number;
  readonly same: boolean;
}

describe.skipIf(!pythonTools())("botocore's paginators and waiters (needs Python)", () => {
  it("read the same in small pages as in large ones, and end when what they wait for is so", async () => {
    const { run, close } = await startBoto3Sandbox();
    onTestFinished(close);
    const listings = (await run(script)) as readonly Listing[];
    expect(listings.filter(({ pages, things, same }) => pages < 2 || things === 0 || !same)).toEqual([]);
    expect(listings.length).toBeGreaterThan(50);
  }, 120_000);
});
