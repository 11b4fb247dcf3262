import type { CloudTrailRecord, ResourceReference } from "../cloudtrail/record.ts";
import type { World } from "./world.ts";

/** Who signed a call, resolved from the access key. */
export interface Caller {
  readonly type: "Root" | "IAMUser" | "AssumedRole" | "AWSService" | "Anonymous";
  readonly accountId: string;
  readonly arn: string;
  /** AIDA…, AROA…:session, or the account id for Root. */
  readonly principalId: string;
  readonly userName?: string;
  readonly accessKeyId?: string;
  /** The record's sessionContext for temporary credentials, as CloudTrail writes it. */
  readonly sessionContext?: NonNullable<NonNullable<CloudTrailRecord["userIdentity"]>["sessionContext"]>;
  /** Service principal (`cloudtrail.amazonaws.com`) when an AWS service calls. */
  readonly service?: string;
  /** The AWS service that passes this principal's call on (`fas.s3.amazonaws.com`: S3 to KMS), as records name it. */
  readonly invokedBy?: string;
}

/** A request body, read whole and hashed before the handler runs. Small ones in memory, large ones in a file. */
export interface Body {
  readonly size: number;
  /** Lower-case hex. */
  readonly md5: string;
  readonly sha256: string;
  /** The whole, for documents. @throws AwsError `MaxMessageLengthExceeded` where it is too large for one */
  bytes(): Buffer;
  /** The content in pieces, for large bodies. */
  pieces(): Iterable<Buffer>;
  /** Moves the body to `path` (rename or write), for S3 objects. */
  moveTo(path: string): void;
}

/** The HTTP request as it came, before any decoding. */
export interface WireRequest {
  readonly method: string;
  /** Undecoded path, begins with a slash. */
  readonly rawPath: string;
  readonly query: URLSearchParams;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Body;
  readonly sourceIp: string;
  /** Headers that came after an `aws-chunked` body (checksums), names in lower case. */
  readonly trailers?: Readonly<Record<string, string>>;
  /** Calls `listener` when the connection ends, answered or not. */
  onceClosed?(listener: () => void): void;
}

/** One API call: who, what, where, with which parameters. */
export interface Call {
  /** Request ID that the client sees and the record carries. */
  readonly requestId: string;
  readonly service: Service;
  /** AWS's own operation name, e.g. `CreateTrail`. */
  readonly operation: string;
  readonly region: string;
  readonly caller: Caller;
  /** Parameters under their API Reference names (`Name`, `S3BucketName`; EC2 and IAM lists as arrays). */
  readonly input: Record<string, unknown>;
  readonly request: WireRequest;
  readonly time: Date;
  /** Global condition keys that an internal caller brings along (`aws:SourceArn`, `aws:SourceAccount`). */
  readonly context?: Readonly<Record<string, string>>;
  /** The VPC endpoint it came through. */
  readonly vpcEndpoint?: PassedEndpoint;
}

/** A VPC endpoint that a call comes through. */
export interface PassedEndpoint {
  /** `vpce-…` */
  readonly id: string;
  /** Its owner. */
  readonly accountId: string;
  readonly vpcId: string;
  /** Its policy document. */
  readonly policy: string;
}

/** One permission a call needs; evaluated against identity, resource and session policies. */
export interface Permission {
  /** `s3:PutObject` */
  readonly action: string;
  /** ARN or `*`. */
  readonly resource: string;
  /** What a denial's message calls the resource where it does not use the ARN (IAM: `user alice`). */
  readonly resourceLabel?: string;
  /** Condition keys this call supplies beyond the global ones, e.g. `s3:x-amz-acl`. */
  readonly context?: Readonly<Record<string, string | readonly string[]>>;
  /** The resource's own policy document, if it has one. */
  readonly resourcePolicy?: string;
  /** Role trust policies (and key policies): identity policies alone do not suffice, the resource must agree. */
  readonly resourcePolicyRequired?: boolean;
  /** Account that owns the resource. */
  readonly resourceAccount?: string;
}

/** What a handler answers. Exactly one of `output` (encoded by the service's protocol) or `body` is used. */
export interface Reply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Response members under their API Reference names. */
  readonly output?: Record<string, unknown>;
  readonly body?: Buffer | { readonly file: string; readonly start: number; readonly end: number };
  /** Parts of the record that only the handler knows; the rest follows from call and output. */
  readonly event?: EventParts;
}

/** What the recorder cannot derive from the call itself. Each part overrides the service's default. */
export interface EventParts {
  readonly eventName?: string;
  readonly requestParameters?: Record<string, unknown> | null;
  readonly responseElements?: Record<string, unknown> | null;
  readonly resources?: readonly ResourceReference[];
  readonly additionalEventData?: Record<string, unknown>;
  readonly errorCode?: string;
  readonly errorMessage?: string;
}

/** A call that waits. */
export interface Waiting {
  /** When to ask again at the latest, by the world's clock. */
  readonly until: Date;
  /** Calls `listener` when it is worth asking again; returns the way to stop. */
  onChange(listener: () => void): () => void;
}

/** One API operation. Handlers are synchronous: they run inside the transaction that also journals the record. */
export interface Operation {
  readonly readOnly: boolean;
  /** Data events (S3 object calls, HeadBucket, listings) against management events. */
  readonly category: "Management" | "Data";
  /** What must be allowed before the handler runs; all of them. */
  permissions(call: Call, world: World): readonly Permission[];
  /** Whose the things are that the call is about, where the handler asks for leave piece by piece (DeleteObjects). */
  about?(call: Call, world: World): readonly Pick<Permission, "resourceAccount">[];
  handle(call: Call, world: World): Reply;
  /**
   * What a call may wait for before it is performed (long polling); undefined once it can go ahead. Asked again after
   * every change, until it says so. `call.time` stays the time of arrival.
   */
  waits?(call: Call, world: World): Waiting | undefined;
  /** The call's part of the record, also used when the call is denied or fails (then with `error`, without `reply`). */
  event?(call: Call, reply: Reply | undefined, world: World, error?: AwsError): EventParts;
}

/** One AWS service of the sandbox. */
export interface Service {
  /** Signing name: `s3`, `cloudtrail`, `sts`, `iam`, `ec2`. */
  readonly name: string;
  /** `cloudtrail.amazonaws.com` */
  readonly eventSource: string;
  readonly protocol: "rest-xml-s3" | "query" | "ec2" | "json-1.0" | "json-1.1" | "rpc-v2-cbor";
  /** Protocols that clients may speak instead; each request tells which it is. */
  readonly alsoSpeaks?: readonly Service["protocol"][];
  /** For query and ec2: the API version, e.g. `2010-05-08`; for json: the target prefix. */
  readonly apiVersion: string;
  /** IAM and STS (global endpoint): calls are recorded in us-east-1 whatever region signed them. */
  readonly global: boolean;
  readonly operations: Readonly<Record<string, Operation>>;
  /** REST services: which operation a request means, and its parameters from path, query and headers. */
  detect?(request: WireRequest): { readonly operation: string; readonly input: Record<string, unknown> };
}

/** An error as AWS words it; the dispatcher encodes it in the service's protocol and records it. */
export class AwsError extends Error {
  readonly code: string;
  readonly status: number;
  /** Extra members of the error body (S3: `BucketName`, `Key` …). */
  readonly extra: Readonly<Record<string, string>>;
  /** Our own hint, sent as the header `x-trailwright-explanation` and shown by our screens. */
  readonly explanation: string | undefined;
  /** The code this error has in the query protocol, from which its service moved (SQS, CloudWatch). */
  readonly queryCode: string | undefined;
  /** The message sent ends with the hint too, for clients that show nothing else. The record keeps AWS's own words. */
  readonly explainsAloud: boolean;

  constructor(
    code: string,
    message: string,
    more: {
      status?: number;
      extra?: Record<string, string>;
      explanation?: string | undefined;
      queryCode?: string;
      explainsAloud?: boolean;
    } = {},
  ) {
    super(message);
    this.name = "AwsError";
    this.code = code;
    this.status = more.status ?? 400;
    this.extra = more.extra ?? {};
    this.explanation = more.explanation;
    this.queryCode = more.queryCode;
    this.explainsAloud = more.explainsAloud ?? false;
  }
}
