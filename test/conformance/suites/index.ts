import type { Suite } from "../suite.ts";
import { athena } from "./athena.ts";
import { cloudtrail } from "./cloudtrail.ts";
import { cloudwatch } from "./cloudwatch.ts";
import { iam } from "./iam.ts";
import { organizations } from "./organizations.ts";
import { ec2 } from "./ec2.ts";
import { glue } from "./glue.ts";
import { kms } from "./kms.ts";
import { logs } from "./logs.ts";
import { s3 } from "./s3.ts";
import { sns } from "./sns.ts";
import { sqs } from "./sqs.ts";
import { sts } from "./sts.ts";

/** The suites, one per service of the sandbox. */
export const suites: readonly Suite[] = [
  athena,
  cloudtrail,
  cloudwatch,
  ec2,
  glue,
  iam,
  kms,
  logs,
  organizations,
  s3,
  sns,
  sqs,
  sts,
];
