import type { AwsError, Reply } from "../service.ts";

/** How a call ended: what the handler answered, or the error the client sees. */
export type Outcome = { readonly reply: Reply } | { readonly error: AwsError };
