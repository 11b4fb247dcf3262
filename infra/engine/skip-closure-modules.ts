import { registerHooks } from "node:module";

// Pulumi's serializer of closures loads npm's arborist and TypeScript as soon as Pulumi is imported: half of the whole
// import time. Our program serializes no closure, so in this process both are empty modules. Import this first.
const unused = new Set(["@npmcli/arborist", "typescript"]);
const empty = "trailwright:empty";

registerHooks({
  resolve: (specifier, context, next) =>
    unused.has(specifier) ? { url: empty, format: "commonjs", shortCircuit: true } : next(specifier, context),
  load: (url, context, next) =>
    url === empty
      ? { format: "commonjs", source: "module.exports = {};", shortCircuit: true }
      : next(url, context),
});
