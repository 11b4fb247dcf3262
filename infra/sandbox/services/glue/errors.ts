import { AwsError } from "../../service.ts";

/** Glue's errors, one maker each, as the API Reference names them. */
export const errors = {
  input: (message: string, explanation?: string) =>
    new AwsError("InvalidInputException", message, { explanation }),
  noDatabase: (name: string) => new AwsError("EntityNotFoundException", `Database ${name} not found.`),
  noTable: (name: string) => new AwsError("EntityNotFoundException", `Table ${name} not found.`),
  databaseExists: () => new AwsError("AlreadyExistsException", "Database already exists."),
  tableExists: () => new AwsError("AlreadyExistsException", "Table already exists."),
  notHere: (what: string) =>
    new AwsError("InvalidInputException", `The Trailwright sandbox does not have ${what}.`, {
      explanation: "Of AWS Glue this sandbox has the databases and tables of an account's own catalog.",
    }),
} as const;
