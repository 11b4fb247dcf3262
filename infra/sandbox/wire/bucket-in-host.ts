/**
 * The bucket that a virtual-host style address names: `bucket.s3.localhost`, `bucket.s3.eu-west-1.localhost` or
 * `bucket.localhost`. Undefined for path-style addresses.
 */
export function bucketInHost(host = ""): string | undefined {
  const name = /^(.+?)\.(?:s3[a-z0-9.-]*\.)?localhost(?::\d+)?$/.exec(host.toLowerCase())?.[1];
  return name === undefined || /^s3(?:[.-]|$)/.test(name) ? undefined : name;
}
