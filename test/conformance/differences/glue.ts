import type { IntendedDifference } from "./index.ts";

const example =
  "As AWS answers (CLI examples, get-table; Table in the Glue API Reference); moto leaves it out.";
const absent = (path: string, ours: string): IntendedDifference => ({
  operation: "*",
  path,
  ours,
  moto: "absent",
  why: example,
});
const version = "Versions count from 0 (CLI examples, get-table-versions); moto begins with 1.";

export const glue: readonly IntendedDifference[] = [
  {
    operation: "GetDatabase",
    path: "Database.CreateTableDefaultPermissions",
    ours: "[]",
    moto: "absent",
    why: "Catalogs without Lake Formation grant IAM_ALLOWED_PRINCIPALS everything (CLI examples, get-database).",
  },
  absent("*UpdateTime", "<date>"),
  absent("*Retention", "0"),
  absent("*CreatedBy", "<caller>"),
  absent("*IsRegisteredWithLakeFormation", "false"),
  { operation: "*", path: "*VersionId", ours: "0", moto: "1", why: version },
  { operation: "GetTable", path: "Table.VersionId", ours: "1", moto: "2", why: version },
];
