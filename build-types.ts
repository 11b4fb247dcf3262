import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import ts from "typescript";

/**
 * Writes the declarations of a module and of what its types mention, file by file and without a type check (tsc does
 * that), under `target` in the folders they have under `root`.
 * @throws Error when an export's type is not written out
 */
export async function buildTypes(module: string, root: string, target: string): Promise<void> {
  const waiting = [module];
  for (const file of waiting) {
    const { outputText, diagnostics = [] } = ts.transpileDeclaration(
      await readFile(join(root, file), "utf8"),
      {
        fileName: file,
        reportDiagnostics: true,
        compilerOptions: { target: ts.ScriptTarget.ES2024, module: ts.ModuleKind.NodeNext, strict: true },
      },
    );
    if (diagnostics.length > 0)
      throw new Error(`${file}: ${ts.flattenDiagnosticMessageText(diagnostics[0]!.messageText, " ")}`);
    const output = join(target, file.replace(/\.ts$/, ".d.ts"));
    await mkdir(dirname(output), { recursive: true });
    await writeFile(output, outputText.replace(/(from "\.[^"]+)\.ts"/g, '$1.js"'));
    for (const [, mentioned] of outputText.matchAll(/(?:from |import\()"(\.[^"]+\.ts)"/g)) {
      const path = join(dirname(file), mentioned!);
      if (!waiting.includes(path)) waiting.push(path);
    }
  }
}
