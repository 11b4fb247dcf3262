import type { Call, Operation } from "../../service.ts";
import type { World } from "../../world.ts";
import { holderOf, onHolder } from "./holders.ts";
import { anything, iamOperations, listing } from "./operation.ts";
import { namedOrCaller } from "./users.ts";

/**
 * Listings of what the sandbox cannot create, so they are truthfully empty. Tools that remove a user or role ask for
 * them first (Pulumi, Terraform, the console).
 */
export const emptyListings: Record<string, Operation> = iamOperations({
  reads: {
    ListMFADevices: { on: onHolder("user"), handle: ofUser("MFADevices") },
    ListSSHPublicKeys: { on: onHolder("user"), handle: ofUser("SSHPublicKeys") },
    ListSigningCertificates: { on: onHolder("user"), handle: ofUser("Certificates") },
    ListServiceSpecificCredentials: { on: onHolder("user"), handle: ofUser("ServiceSpecificCredentials") },
    ListInstanceProfilesForRole: {
      on: onHolder("role"),
      handle(call, world) {
        holderOf(call, world, "role");
        return { InstanceProfiles: [], IsTruncated: false };
      },
    },
    ListInstanceProfiles: { on: listing("instance-profile"), handle: () => none("InstanceProfiles") },
    ListVirtualMFADevices: { on: anything, handle: () => none("VirtualMFADevices") },
    ListServerCertificates: {
      on: listing("server-certificate"),
      handle: () => none("ServerCertificateMetadataList"),
    },
    ListSAMLProviders: { on: providers("saml"), handle: () => ({ SAMLProviderList: [] }) },
    ListOpenIDConnectProviders: {
      on: providers("oidc"),
      handle: () => ({ OpenIDConnectProviderList: [] }),
    },
  },
});

/** Identity providers, which all stand behind one ARN (measured in denials). */
function providers(kind: "saml" | "oidc") {
  return ({ caller }: Call) => ({ arn: `arn:aws:iam::${caller.accountId}:${kind}-provider/*` });
}

function none(list: string) {
  return { [list]: [], IsTruncated: false };
}

function ofUser(list: string) {
  return (call: Call, world: World) => {
    namedOrCaller(call, world);
    return none(list);
  };
}
