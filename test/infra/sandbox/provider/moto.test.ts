import { expect, test } from "vitest";
import { hasMoto, startMoto } from "../../../helpers/moto.ts";
import { cloudAt, providerStack } from "../../../helpers/provider-stack.ts";
import { trailProgram } from "../../../helpers/trail-program.ts";

// moto knows nothing of our code: what works on it does not work by agreement between our two sides.
test.skipIf(!(await hasMoto()))(
  "the whole program lives and dies on moto as well (needs Python with moto's server)",
  async () => {
    const cloud = cloudAt(
      {
        region: "us-east-1",
        endpoint: await startMoto(),
        forcePathStyle: true,
        credentials: async () => ({ accessKeyId: "test", secretAccessKey: "test" }),
      },
      "123456789012",
    );
    const about = { bucket: "on-moto", accountId: cloud.accountId };
    const stack = await providerStack(cloud, trailProgram(about));
    expect((await stack.up()).changes).toEqual({ create: 9 });
    expect((await stack.refresh()).changes).toEqual({ same: 9 });
    stack.program = trailProgram({ ...about, tags: { purpose: "fun" }, days: 7 });
    expect((await stack.up()).changes).toEqual({ same: 6, update: 3 });
    expect((await stack.destroy()).changes).toEqual({ delete: 9 });
  },
);
