import js from "@eslint/js";
import { defineConfig, globalIgnores } from "eslint/config";
import typescript from "typescript-eslint";

export default defineConfig(
  globalIgnores(["dist/", ".cache/", "coverage/"]),
  js.configs.recommended,
  typescript.configs.recommended,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      // A promise nobody waits for loses its error.
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/consistent-type-imports": ["error", { disallowTypeAnnotations: false }],
      // The compiler finds these, with the same exceptions everywhere.
      "@typescript-eslint/no-unused-vars": "off",
      // Text from log files is hostile: looking for control characters is the point.
      "no-control-regex": "off",
      eqeqeq: "error",
      "object-shorthand": "error",
      "prefer-const": "error",
    },
  },
  {
    files: ["**/*.js", "**/*.mjs"],
    extends: [typescript.configs.disableTypeChecked],
    languageOptions: { globals: { setInterval: "readonly" } },
  },
);
