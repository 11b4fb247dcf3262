import { createHash } from "node:crypto";
import type { Call, Operation } from "../../service.ts";
import { checkIds, notFound } from "./errors.ts";
import { type Filters, filtered } from "./filters.ts";
import { texts } from "./input.ts";
import { ec2Operations } from "./operation.ts";
import { page } from "./page.ts";

/** A public Amazon Linux image. Ids differ between regions and never change in one. */
export interface Image {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly architecture: "x86_64" | "arm64";
  readonly created: string;
  readonly snapshotId: string;
  readonly tags?: never;
}

const releases = [
  ["al2023-ami-2023.9.20251110.1-kernel-6.1-x86_64", "x86_64", "2025-11-12T00:45:30.000Z", "2023"],
  ["al2023-ami-2023.9.20251110.1-kernel-6.1-arm64", "arm64", "2025-11-12T00:45:33.000Z", "2023"],
  ["amzn2-ami-hvm-2.0.20251110.1-x86_64-gp2", "x86_64", "2025-11-11T21:58:02.000Z", "2"],
  ["amzn2-ami-kernel-5.10-hvm-2.0.20251110.1-arm64-gp2", "arm64", "2025-11-11T21:58:05.000Z", "2"],
] as const;

const amazon = "137112412989";

/** The images one region has. */
function imagesIn(region: string): readonly Image[] {
  return releases.map(([name, architecture, created, version]) => {
    const digest = createHash("sha256").update(`${region}/${name}`).digest("hex");
    return {
      id: `ami-0${digest.slice(0, 16)}`,
      name,
      description: `Amazon Linux ${version} ${architecture} HVM`,
      architecture,
      created,
      snapshotId: `snap-0${digest.slice(16, 32)}`,
    };
  });
}

/** One image, or AWS's InvalidAMIID error. */
export function imageOf(region: string, id: string): Image {
  checkIds("image", [id]);
  const image = imagesIn(region).find((candidate) => candidate.id === id);
  if (!image) throw notFound("image", [id]);
  return image;
}

export const imageOperations: Record<string, Operation> = ec2Operations({
  reads: {
    DescribeImages: {
      parameters: [
        "ImageId",
        "Owner",
        "ExecutableBy",
        "Filter",
        "IncludeDeprecated",
        "IncludeDisabled",
        "MaxResults",
        "NextToken",
      ],
      handle: describeImages,
      recording: {
        sets: {
          ExecutableBy: ["executableBySet", "user"],
          ImageId: ["imagesSet", "imageId"],
          Owner: ["ownersSet", "owner"],
        },
      },
    },
  },
});

const filters: Filters<Image> = {
  name: (image) => image.name,
  "image-id": (image) => image.id,
  description: (image) => image.description,
  architecture: (image) => image.architecture,
  "creation-date": (image) => image.created,
  "owner-alias": () => "amazon",
  "owner-id": () => amazon,
  "is-public": () => "true",
  state: () => "available",
  "root-device-type": () => "ebs",
  "root-device-name": () => "/dev/xvda",
  "virtualization-type": () => "hvm",
  "image-type": () => "machine",
  "ena-support": () => "true",
  hypervisor: () => "xen",
  "block-device-mapping.volume-type": (image) => (image.name.startsWith("al2023") ? "gp3" : "gp2"),
};

function describeImages({ input, region }: Call) {
  const ids = texts(input, "ImageId");
  checkIds("image", ids);
  const images = imagesIn(region);
  const missing = ids.filter((id) => !images.some((image) => image.id === id));
  if (missing.length > 0) throw notFound("image", missing);
  const owners = texts(input, "Owner");
  const executableBy = texts(input, "ExecutableBy");
  const visible =
    (owners.length === 0 || owners.some((owner) => owner === "amazon" || owner === amazon)) &&
    (executableBy.length === 0 || executableBy.includes("all"));
  const named = visible ? images.filter((image) => ids.length === 0 || ids.includes(image.id)) : [];
  const { items, rest } = page(filtered(named, input, filters), input, { min: 1, max: 1000 });
  return { imagesSet: items.map(view), ...rest };
}

function view(image: Image) {
  const volumeType = image.name.startsWith("al2023") ? "gp3" : "gp2";
  return {
    imageId: image.id,
    imageLocation: `amazon/${image.name}`,
    imageState: "available",
    imageOwnerId: amazon,
    creationDate: image.created,
    isPublic: true,
    architecture: image.architecture,
    imageType: "machine",
    imageOwnerAlias: "amazon",
    name: image.name,
    description: image.description,
    rootDeviceType: "ebs",
    rootDeviceName: "/dev/xvda",
    blockDeviceMapping: [
      {
        deviceName: "/dev/xvda",
        ebs: {
          snapshotId: image.snapshotId,
          volumeSize: 8,
          deleteOnTermination: true,
          volumeType,
          encrypted: false,
        },
      },
    ],
    virtualizationType: "hvm",
    hypervisor: "xen",
    enaSupport: true,
    sriovNetSupport: "simple",
    platformDetails: "Linux/UNIX",
    usageOperation: "RunInstances",
    bootMode: image.architecture === "arm64" ? "uefi" : "uefi-preferred",
  };
}
