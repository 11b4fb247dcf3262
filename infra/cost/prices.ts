/** A price as a page of AWS states it. */
export interface Price {
  /** US dollars per unit. */
  readonly dollars: number;
  /** "100,000 events". */
  readonly unit: string;
  /** How many of what is counted make a unit. */
  readonly per: number;
  readonly page: string;
}

/** When the pages were read; prices of us-east-1. */
export const pricesAsOf = "November 2026";

const price = (dollars: number, per: number, unit: string, page: string): Price => ({
  dollars,
  per,
  unit,
  page,
});

const trail = "AWS CloudTrail pricing";
const s3 = "Amazon S3 pricing";
const watch = "Amazon CloudWatch pricing";

/** What a trail's set-up can cost. Free tiers are left out: other things in the account use them up. */
export const prices = {
  managementCopy: price(2, 100_000, "100,000 events", trail),
  dataEvents: price(0.1, 100_000, "100,000 events", trail),
  networkEvents: price(0.1, 100_000, "100,000 events", trail),
  insights: price(0.35, 100_000, "100,000 events analyzed", trail),
  storage: price(0.023, 1e9, "GB-month", s3),
  puts: price(0.005, 1000, "1,000 requests", s3),
  gets: price(0.0004, 1000, "1,000 requests", s3),
  key: price(1, 1, "key a month", "AWS Key Management Service pricing"),
  keyRequests: price(0.03, 10_000, "10,000 requests", "AWS Key Management Service pricing"),
  logIngestion: price(0.5, 1e9, "GB", watch),
  logStorage: price(0.03, 1e9, "GB-month", watch),
  metric: price(0.3, 1, "metric a month", watch),
  alarm: price(0.1, 1, "alarm a month", watch),
  notices: price(0.5, 1_000_000, "million messages", "Amazon SNS pricing"),
  queueRequests: price(0.4, 1_000_000, "million requests", "Amazon SQS pricing"),
  scans: price(5, 1e12, "TB", "Amazon Athena pricing"),
} as const;

/** Storage of other classes, in US dollars per GB-month ("Amazon S3 pricing"). */
export const storageClassPrices: Readonly<Record<string, number>> = {
  STANDARD_IA: 0.0125,
  ONEZONE_IA: 0.01,
  INTELLIGENT_TIERING: 0.023,
  GLACIER_IR: 0.004,
  GLACIER: 0.0036,
  DEEP_ARCHIVE: 0.00099,
};
/** Moving an object to such a class, in US dollars per 1,000 objects. */
export const transitionPrices: Readonly<Record<string, number>> = {
  STANDARD_IA: 0.01,
  ONEZONE_IA: 0.01,
  INTELLIGENT_TIERING: 0.01,
  GLACIER_IR: 0.02,
  GLACIER: 0.03,
  DEEP_ARCHIVE: 0.05,
};
