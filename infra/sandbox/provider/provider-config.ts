import * as z from "zod";
import type { Tags } from "./tags.ts";

/** What the provider's own configuration (`aws:region`, `aws:defaultTags`) says. */
export interface ProviderConfig {
  readonly region: string;
  readonly defaultTags: Tags;
}

const defaultTagsSchema = z.object({ tags: z.record(z.string(), z.string()).optional() });
const regionSchema = z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/);

/**
 * Reads the engine's configuration variables (`aws:config:region`, nested values as JSON text). Credentials and
 * endpoints in them are not looked at: those are the target's. Throws an Error in words on values that make no sense.
 */
export function readProviderConfig(
  variable: (name: string) => string | undefined,
  fallbackRegion: string,
): ProviderConfig {
  const region = variable("region") || fallbackRegion;
  if (!regionSchema.safeParse(region).success)
    throw new Error(`aws:region "${region}" is not an AWS region name (like us-east-1)`);
  return { region, defaultTags: readDefaultTags(variable("defaultTags")) };
}

function readDefaultTags(text: string | undefined): Tags {
  if (!text) return {};
  try {
    return defaultTagsSchema.parse(JSON.parse(text)).tags ?? {};
  } catch (cause) {
    throw new Error('aws:defaultTags must look like {"tags":{"key":"value"}}', { cause });
  }
}
