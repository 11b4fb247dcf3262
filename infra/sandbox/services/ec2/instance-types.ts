import type { Call, Operation } from "../../service.ts";
import { ec2Error } from "./errors.ts";
import { type Filters, filtered } from "./filters.ts";
import { texts } from "./input.ts";
import { ec2Operations } from "./operation.ts";
import { page } from "./page.ts";
import { asSent } from "./recording.ts";

/** What is known of an instance type. */
export interface InstanceType {
  readonly name: string;
  readonly cpus: number;
  readonly cores: number;
  readonly mebibytes: number;
  readonly architecture: "x86_64" | "arm64";
  /** Runs 32-bit images too. */
  readonly i386: boolean;
  readonly hypervisor: "xen" | "nitro";
  readonly burstable: boolean;
  readonly freeTier: boolean;
  readonly tags?: never;
}

function type(name: string, cpus: number, gibibytes: number, more: Partial<InstanceType> = {}): InstanceType {
  return {
    name,
    cpus,
    cores: Math.max(1, cpus / 2),
    mebibytes: Math.floor(gibibytes * 1024),
    architecture: "x86_64",
    i386: /^(?:m1|t2)\./.test(name),
    hypervisor: "nitro",
    burstable: name.startsWith("t"),
    freeTier: false,
    ...more,
  };
}

const xen = { hypervisor: "xen" } as const;
const arm = { architecture: "arm64" } as const;

/** The instance types the sandbox offers: name, vCPUs, memory in GiB. */
export const instanceTypes: readonly InstanceType[] = [
  type("c5.large", 2, 4),
  type("m1.small", 1, 1.7, xen),
  type("m5.large", 2, 8),
  type("m5.xlarge", 4, 16),
  type("m6g.medium", 1, 4, arm),
  type("p2.xlarge", 4, 61, xen),
  type("t2.micro", 1, 1, { ...xen, freeTier: true }),
  type("t2.nano", 1, 0.5, xen),
  type("t2.small", 1, 2, xen),
  type("t3.large", 2, 8),
  type("t3.medium", 2, 4),
  type("t3.micro", 2, 1, { freeTier: true }),
  type("t3.nano", 2, 0.5),
  type("t3.small", 2, 2),
  type("t4g.micro", 2, 1, arm),
  type("t4g.nano", 2, 0.5, arm),
  type("t4g.small", 2, 2, arm),
];

/** `i386` in front of `x86_64`, as DescribeInstanceTypes lists them. */
export function architecturesOf({ architecture, i386 }: InstanceType): string[] {
  return i386 ? ["i386", architecture] : [architecture];
}

export const instanceTypeOperations: Record<string, Operation> = ec2Operations({
  reads: {
    DescribeInstanceTypes: {
      parameters: ["InstanceType", "Filter", "MaxResults", "NextToken"],
      handle: describeInstanceTypes,
      recording: { write: asSent },
    },
  },
});

const filters: Filters<InstanceType> = {
  "instance-type": (type) => type.name,
  "processor-info.supported-architecture": architecturesOf,
  "free-tier-eligible": (type) => String(type.freeTier),
  "current-generation": (type) => String(type.hypervisor === "nitro" || type.name.startsWith("t2")),
  "burstable-performance-supported": (type) => String(type.burstable),
  "bare-metal": () => "false",
  hypervisor: (type) => type.hypervisor,
  "supported-root-device-type": () => "ebs",
  "supported-usage-class": () => ["on-demand", "spot"],
  "vcpu-info.default-vcpus": (type) => String(type.cpus),
  "vcpu-info.default-cores": (type) => String(type.cores),
  "memory-info.size-in-mib": (type) => String(type.mebibytes),
};

function describeInstanceTypes({ input }: Call) {
  const wanted = texts(input, "InstanceType");
  const unknown = wanted.filter((name) => !instanceTypes.some((type) => type.name === name));
  if (unknown.length > 0)
    throw ec2Error(
      "InvalidInstanceType",
      `The following supplied instance types do not exist: [${unknown.join(", ")}]`,
    );
  const named = instanceTypes.filter((type) => wanted.length === 0 || wanted.includes(type.name));
  const { items, rest } = page(filtered(named, input, filters), input, { min: 5, max: 100 });
  return { instanceTypeSet: items.map(view), ...rest };
}

function view(type: InstanceType) {
  return {
    instanceType: type.name,
    currentGeneration: type.hypervisor === "nitro" || type.name.startsWith("t2"),
    freeTierEligible: type.freeTier,
    supportedUsageClasses: ["on-demand", "spot"],
    supportedRootDeviceTypes: ["ebs"],
    supportedVirtualizationTypes: ["hvm"],
    bareMetal: false,
    hypervisor: type.hypervisor,
    processorInfo: { supportedArchitectures: architecturesOf(type) },
    vCpuInfo: {
      defaultVCpus: type.cpus,
      defaultCores: type.cores,
      defaultThreadsPerCore: type.cpus / type.cores,
    },
    memoryInfo: { sizeInMiB: type.mebibytes },
    instanceStorageSupported: false,
    hibernationSupported: false,
    burstablePerformanceSupported: type.burstable,
    dedicatedHostsSupported: false,
    autoRecoverySupported: true,
  };
}
