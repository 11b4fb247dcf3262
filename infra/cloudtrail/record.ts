/**
 * One CloudTrail record as delivered ("CloudTrail record contents", AWS CloudTrail User Guide, eventVersion 1.00 to 1.11).
 * Only what every reader relies on is typed; everything else is kept as it came.
 */
export interface CloudTrailRecord {
  /** `1.NN`; the minor is an integer ("1.10" is newer than "1.9"). */
  eventVersion?: string;
  userIdentity?: UserIdentity;
  /** UTC, whole seconds: `YYYY-MM-DDTHH:MM:SSZ`. */
  eventTime: string;
  eventSource?: string;
  eventName?: string;
  awsRegion?: string;
  sourceIPAddress?: string;
  userAgent?: string;
  errorCode?: string;
  errorMessage?: string;
  requestParameters?: Record<string, unknown> | null;
  responseElements?: Record<string, unknown> | null;
  additionalEventData?: Record<string, unknown>;
  requestID?: string;
  /** Lower-case UUID, the only key for removing duplicates (with recipientAccountId in organization buckets). */
  eventID: string;
  readOnly?: boolean;
  resources?: ResourceReference[];
  eventType?: string;
  managementEvent?: boolean;
  recipientAccountId?: string;
  sharedEventID?: string;
  vpcEndpointId?: string;
  eventCategory?: string;
  tlsDetails?: Record<string, string>;
  sessionCredentialFromConsole?: string;
  serviceEventDetails?: Record<string, unknown>;
  [field: string]: unknown;
}

/** Who made the call ("CloudTrail userIdentity element"). `type` is missing on AwsServiceEvent records. */
export interface UserIdentity {
  type?: string;
  principalId?: string;
  arn?: string;
  accountId?: string;
  accessKeyId?: string;
  userName?: string;
  invokedBy?: string;
  sessionContext?: {
    sessionIssuer?: {
      type?: string;
      principalId?: string;
      arn?: string;
      accountId?: string;
      userName?: string;
    };
    webIdFederationData?: Record<string, unknown>;
    attributes?: { creationDate?: string; mfaAuthenticated?: string };
    sourceIdentity?: string;
  };
  [field: string]: unknown;
}

/** A resource a call touched. S3 listings have `ARNPrefix` instead of `ARN`; `accountId` and `type` may be absent. */
export interface ResourceReference {
  accountId?: string;
  type?: string;
  ARN?: string;
  ARNPrefix?: string;
}
