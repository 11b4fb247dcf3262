// The sandbox as a process of its own, started by connectSandbox. What it consists of is compiled once and kept by Node
// from start to start, so it is imported only after that is switched on.
import { enableCompileCache } from "node:module";

enableCompileCache();
await import("./run-process.ts");
