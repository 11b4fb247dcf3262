/** What a service is called elsewhere than in signatures. */
export interface ServiceFacts {
  /** `eventSource` of its records. */
  readonly eventSource: string;
  /** The part of IAM actions before the colon. */
  readonly actions: string;
  /** Recorded in us-east-1, and by trails that include global service events only. */
  readonly global: boolean;
}

/** Signing names whose event source is another name ("CloudTrail record contents"; service authorization reference). */
const eventSources: Readonly<Record<string, string>> = {
  "execute-api": "apigateway",
  email: "ses",
};

/** Signing names whose IAM actions have another prefix (Service Authorization Reference). */
const actionPrefixes: Readonly<Record<string, string>> = {
  monitoring: "cloudwatch",
  email: "ses",
  tagging: "tag",
};

/** "Global service events", CloudTrail User Guide. */
const globalServices = new Set(["cloudfront", "iam", "route53", "sts"]);

/** Most services carry one name everywhere. @param name the signing name */
export function serviceFacts(name: string): ServiceFacts {
  const source = Object.hasOwn(eventSources, name) ? eventSources[name]! : name;
  return {
    eventSource: `${source}.amazonaws.com`,
    actions: Object.hasOwn(actionPrefixes, name) ? actionPrefixes[name]! : name,
    global: globalServices.has(name),
  };
}
