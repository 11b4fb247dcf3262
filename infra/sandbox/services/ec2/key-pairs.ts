import { createHash, generateKeyPairSync, type KeyObject } from "node:crypto";
import type { Call, Operation } from "../../service.ts";
import type { World } from "../../world.ts";
import { ec2Error, invalidValue, missingParameter, notFound } from "./errors.ts";
import { filtered } from "./filters.ts";
import { boolean, optionalText, requiredText, texts } from "./input.ts";
import { openSshPrivateKey, openSshPublicKey } from "./open-ssh-key.ts";
import { ec2Operations } from "./operation.ts";
import { arnOf, type KeyPair, keyPairs, newId, placeOf } from "./state.ts";
import { resourceTags, specifiedTags, tagOnCreate, tagSet } from "./tagging.ts";

export const keyPairOperations: Record<string, Operation> = ec2Operations({
  reads: {
    DescribeKeyPairs: {
      parameters: ["KeyName", "KeyPairId", "IncludePublicKey", "Filter"],
      handle: describeKeyPairs,
      recording: {
        sets: { KeyName: ["keySet", "keyName"], KeyPairId: ["keyPairIdSet", "keyPairId"] },
        defaults: { includePublicKey: false },
      },
    },
  },
  writes: {
    CreateKeyPair: {
      parameters: ["KeyName", "KeyType", "KeyFormat", "TagSpecification"],
      handle: createKeyPair,
      recording: { defaults: { keyFormat: "pem" } },
      permissions: (call) => [
        {
          action: "ec2:CreateKeyPair",
          resource: arnOf(placeOf(call), "key-pair", optionalText(call.input, "KeyName") ?? "*"),
        },
        ...tagOnCreate(call.input, placeOf(call), "CreateKeyPair", "key-pair"),
      ],
    },
    DeleteKeyPair: {
      parameters: ["KeyName", "KeyPairId"],
      handle: deleteKeyPair,
      permissions: (call, world) => [
        {
          action: "ec2:DeleteKeyPair",
          resource: arnOf(placeOf(call), "key-pair", optionalText(call.input, "KeyName") ?? "*"),
          context: resourceTags(keyPairOf(call, world)?.tags),
        },
      ],
    },
  },
});

function createKeyPair(call: Call, world: World) {
  const place = placeOf(call);
  const { input } = call;
  const name = requiredText(input, "KeyName");
  if (name.length > 255 || !/^[\x20-\x7e]+$/.test(name))
    throw invalidValue(
      `Value (${name}) for parameter keyName is invalid. Character sets beyond ASCII are not supported.`,
    );
  const type = optionalText(input, "KeyType") ?? "rsa";
  if (type !== "rsa" && type !== "ed25519")
    throw invalidValue(`Value (${type}) for parameter keyType is invalid. Valid values: rsa, ed25519`);
  const format = optionalText(input, "KeyFormat") ?? "pem";
  if (format !== "pem")
    throw invalidValue(
      format === "ppk"
        ? "The Trailwright sandbox makes key pairs in pem format only."
        : `Value (${format}) for parameter keyFormat is invalid. Valid values: pem, ppk`,
    );
  if (
    keyPairs(world, place)
      .all()
      .some((pair) => pair.name === name)
  )
    throw ec2Error("InvalidKeyPair.Duplicate", "The keypair already exists");
  const { publicKey, privateKey } =
    type === "rsa" ? generateKeyPairSync("rsa", { modulusLength: 2048 }) : generateKeyPairSync("ed25519");
  const pair: KeyPair = {
    id: newId("key"),
    name,
    type,
    fingerprint: fingerprint(privateKey, publicKey, type),
    publicKey: `${openSshPublicKey(publicKey)} ${name}`,
    created: call.time.toISOString(),
    tags: specifiedTags(input, "key-pair"),
  };
  keyPairs(world, place).put(pair);
  return {
    keyName: name,
    keyFingerprint: pair.fingerprint,
    keyMaterial:
      type === "rsa"
        ? String(privateKey.export({ type: "pkcs1", format: "pem" })).trimEnd()
        : openSshPrivateKey(privateKey, publicKey),
    keyPairId: pair.id,
    ...(Object.keys(pair.tags).length > 0 ? { tagSet: tagSet(pair.tags) } : {}),
  };
}

/** SHA-1 of the private key for RSA keys that AWS made, SHA-256 of the public one for ED25519 ("Verify the fingerprint"). */
function fingerprint(privateKey: KeyObject, publicKey: KeyObject, type: "rsa" | "ed25519"): string {
  if (type === "ed25519") {
    const blob = Buffer.from(openSshPublicKey(publicKey).split(" ")[1]!, "base64");
    return createHash("sha256").update(blob).digest("base64");
  }
  const digest = createHash("sha1").update(privateKey.export({ type: "pkcs8", format: "der" }));
  return digest.digest("hex").replace(/(..)(?=.)/g, "$1:");
}

function describeKeyPairs(call: Call, world: World) {
  const { input } = call;
  const all = keyPairs(world, placeOf(call)).all();
  const names = texts(input, "KeyName");
  const ids = texts(input, "KeyPairId");
  const missingName = names.filter((name) => !all.some((pair) => pair.name === name));
  if (missingName.length > 0) throw notFound("keyPair", missingName);
  const missingId = ids.filter((id) => !all.some((pair) => pair.id === id));
  if (missingId.length > 0) throw notFound("keyPair", missingId);
  const named = all.filter(
    (pair) => (names.length === 0 && ids.length === 0) || names.includes(pair.name) || ids.includes(pair.id),
  );
  const found = filtered(named, input, {
    "key-name": (pair) => pair.name,
    "key-pair-id": (pair) => pair.id,
    fingerprint: (pair) => pair.fingerprint,
  });
  const withPublicKey = boolean(input, "IncludePublicKey") ?? false;
  return {
    keySet: found.map((pair) => ({
      keyPairId: pair.id,
      keyFingerprint: pair.fingerprint,
      keyName: pair.name,
      keyType: pair.type,
      tagSet: tagSet(pair.tags),
      ...(withPublicKey ? { publicKey: pair.publicKey } : {}),
      createTime: new Date(pair.created),
    })),
  };
}

function keyPairOf(call: Call, world: World): KeyPair | undefined {
  const name = optionalText(call.input, "KeyName");
  const id = optionalText(call.input, "KeyPairId");
  return keyPairs(world, placeOf(call))
    .all()
    .find((pair) => (id === undefined ? pair.name === name : pair.id === id));
}

/** Deleting what is not there succeeds, as AWS has it. */
function deleteKeyPair(call: Call, world: World) {
  if (call.input["KeyName"] === undefined && call.input["KeyPairId"] === undefined)
    throw missingParameter("KeyName or KeyPairId");
  const pair = keyPairOf(call, world);
  if (pair) keyPairs(world, placeOf(call)).delete(pair.id);
  return { return: true, ...(pair ? { keyPairId: pair.id } : {}) };
}
