/** What happened to an object, as notifications tell it. */
export interface ObjectEvent {
  /** `s3:ObjectCreated:Put` */
  readonly event: string;
  readonly time: Date;
  readonly region: string;
  readonly principalId: string;
  readonly sourceIp: string;
  readonly requestId: string;
  readonly hostId: string;
  /** Id of the configuration that asks for it. */
  readonly rule: string;
  readonly bucket: { readonly name: string; readonly arn: string; readonly owner: string };
  readonly object: {
    readonly key: string;
    readonly size?: number;
    readonly etag?: string;
    readonly versionId?: string;
  };
  /** Upper-case hex: greater for what came later to the same key. */
  readonly sequencer: string;
}

/**
 * The JSON text that S3 sends of an event ("Event message structure", Amazon S3 User Guide): version 2.1, and 2.3 for
 * lifecycle, ACLs and tags.
 */
export function notificationMessage(about: ObjectEvent): string {
  const { bucket, object } = about;
  const record = {
    eventVersion: /^s3:(?:Lifecycle|ObjectAcl|ObjectTagging)/.test(about.event) ? "2.3" : "2.1",
    eventSource: "aws:s3",
    awsRegion: about.region,
    eventTime: about.time.toISOString(),
    eventName: about.event.slice("s3:".length),
    userIdentity: { principalId: about.principalId },
    requestParameters: { sourceIPAddress: about.sourceIp },
    responseElements: { "x-amz-request-id": about.requestId, "x-amz-id-2": about.hostId },
    s3: {
      s3SchemaVersion: "1.0",
      configurationId: about.rule,
      bucket: { name: bucket.name, ownerIdentity: { principalId: bucket.owner }, arn: bucket.arn },
      object: {
        key: encodedKey(object.key),
        ...(object.size === undefined ? {} : { size: object.size }),
        ...(object.etag === undefined ? {} : { eTag: object.etag }),
        ...(object.versionId === undefined ? {} : { versionId: object.versionId }),
        sequencer: about.sequencer,
      },
    },
  };
  return JSON.stringify({ Records: [record] });
}

/** Keys are URL-encoded as forms are, slashes excepted. */
function encodedKey(key: string): string {
  return encodeURIComponent(key.toWellFormed())
    .replace(/[!'()~]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll("%20", "+")
    .replaceAll("%2F", "/");
}

/** What S3 sends to each destination when notifications are configured. */
export function testMessage(bucket: string, time: Date, requestId: string, hostId: string): string {
  return JSON.stringify({
    Service: "Amazon S3",
    Event: "s3:TestEvent",
    Time: time.toISOString(),
    Bucket: bucket,
    RequestId: requestId,
    HostId: hostId,
  });
}
