import { type KeyObject, randomBytes } from "node:crypto";

/** `ssh-rsa AAAA…` or `ssh-ed25519 AAAA…` (RFC 4253, RFC 8709). */
export function openSshPublicKey(key: KeyObject): string {
  const blob = publicBlob(key);
  return `${key.asymmetricKeyType === "rsa" ? "ssh-rsa" : "ssh-ed25519"} ${blob.toString("base64")}`;
}

/** An ED25519 key in OpenSSH's own container, without a passphrase (PROTOCOL.key of OpenSSH). */
export function openSshPrivateKey(privateKey: KeyObject, publicKey: KeyObject): string {
  const { d, x } = privateKey.export({ format: "jwk" });
  const secret = Buffer.concat([Buffer.from(d!, "base64url"), Buffer.from(x!, "base64url")]);
  const check = randomBytes(4);
  const inner = Buffer.concat([check, check, publicBlob(publicKey), field(secret), field(Buffer.alloc(0))]);
  const padding = Buffer.from(Array.from({ length: (8 - (inner.length % 8)) % 8 }, (_, index) => index + 1));
  const body = Buffer.concat([
    Buffer.from("openssh-key-v1\0"),
    field(Buffer.from("none")),
    field(Buffer.from("none")),
    field(Buffer.alloc(0)),
    Buffer.from([0, 0, 0, 1]),
    field(publicBlob(publicKey)),
    field(Buffer.concat([inner, padding])),
  ]);
  const lines = body.toString("base64").replace(/(.{70})(?=.)/g, "$1\n");
  return `-----BEGIN OPENSSH PRIVATE KEY-----\n${lines}\n-----END OPENSSH PRIVATE KEY-----`;
}

function publicBlob(key: KeyObject): Buffer {
  const { n, e, x } = key.export({ format: "jwk" });
  return key.asymmetricKeyType === "rsa"
    ? Buffer.concat([field(Buffer.from("ssh-rsa")), integer(e!), integer(n!)])
    : Buffer.concat([field(Buffer.from("ssh-ed25519")), field(Buffer.from(x!, "base64url"))]);
}

function integer(base64url: string): Buffer {
  const bytes = Buffer.from(base64url, "base64url");
  return field(bytes[0]! >= 0x80 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes);
}

function field(bytes: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}
