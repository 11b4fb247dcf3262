import type { Service } from "./service.ts";
import { athena } from "./services/athena/index.ts";
import { cloudtrail } from "./services/cloudtrail/index.ts";
import { cloudwatch } from "./services/cloudwatch/index.ts";
import { ec2 } from "./services/ec2/index.ts";
import { glue } from "./services/glue/index.ts";
import { iam } from "./services/iam/index.ts";
import { kms } from "./services/kms/index.ts";
import { logs } from "./services/logs/index.ts";
import { organizations } from "./services/organizations/index.ts";
import { s3 } from "./services/s3/index.ts";
import { sns } from "./services/sns/index.ts";
import { sqs } from "./services/sqs/index.ts";
import { sts } from "./services/sts/index.ts";

/** Every service of the sandbox by its signing name. */
export const services: ReadonlyMap<string, Service> = new Map(
  [s3, cloudtrail, iam, sts, ec2, kms, organizations, sns, sqs, logs, cloudwatch, athena, glue].map(
    (service) => [service.name, service],
  ),
);
