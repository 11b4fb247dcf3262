import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { referenceIn, seal, unseal } from "../../../../infra/sandbox/services/kms/ciphertext.ts";
import { type Boto3Sandbox, startBoto3Sandbox } from "../../../helpers/boto3-sandbox.ts";
import { pythonTools } from "../../../helpers/python-tools.ts";

describe("a ciphertext", () => {
  const key = { accountId: "012345678901", keyId: "1234abcd-12ab-34cd-56ef-1234567890ab" };
  const material = Buffer.alloc(32, 7);
  const sealed = seal(Buffer.from("secret"), key, material, { a: "1", b: "2" });

  it("names its key, and opens with the same context in any order only", () => {
    expect(referenceIn(sealed)).toEqual(key);
    expect(unseal(sealed, material, { b: "2", a: "1" })?.toString()).toBe("secret");
    expect(unseal(sealed, material, { a: "1" })).toBeUndefined();
    expect(unseal(sealed, Buffer.alloc(32, 8), { a: "1", b: "2" })).toBeUndefined();
  });

  it("does not open when any byte of it was changed", () => {
    for (let at = 0; at < sealed.length; at++) {
      const changed = Buffer.from(sealed);
      changed[at]! ^= 1;
      expect(unseal(changed, material, { a: "1", b: "2" })).toBeUndefined();
    }
  });
});

describe.skipIf(!pythonTools())("KMS, as boto3 sees it", () => {
  let python: Boto3Sandbox;
  beforeAll(async () => {
    python = await startBoto3Sandbox();
  });
  afterAll(() => python.close());

  it("encrypts under a key, its alias and an encryption context; the record shows no secret", async () => {
    const [plaintext, wrong, disabled, length] = await python.run(`
kms = client("kms")
key = kms.create_key(Description="logs")["KeyMetadata"]["KeyId"]
kms.create_alias(AliasName="alias/logs", TargetKeyId=key)
sealed = kms.encrypt(KeyId="alias/logs", Plaintext=b"hi", EncryptionContext={"Dept": "IT"})["CiphertextBlob"]
out(kms.decrypt(CiphertextBlob=sealed, EncryptionContext={"Dept": "IT"})["Plaintext"])
out(error(lambda: kms.decrypt(CiphertextBlob=sealed, EncryptionContext={"Dept": "HR"})))
kms.disable_key(KeyId=key)
out(error(lambda: kms.decrypt(CiphertextBlob=sealed, EncryptionContext={"Dept": "IT"})))
kms.enable_key(KeyId=key)
data = kms.generate_data_key(KeyId=key, KeySpec="AES_256")
assert kms.decrypt(CiphertextBlob=data["CiphertextBlob"])["Plaintext"] == data["Plaintext"]
out(len(data["Plaintext"]))
`);
    expect(plaintext).toBe(Buffer.from("hi").toString("base64"));
    expect(wrong).toEqual(["InvalidCiphertextException", expect.any(String)]);
    expect(disabled).toEqual(["DisabledException", expect.stringMatching(/^arn:aws:kms:.* is disabled\.$/)]);
    expect(length).toBe(32);
    const [record] = await python.sandbox.records({ eventName: "Encrypt" });
    expect(record).toMatchObject({
      eventSource: "kms.amazonaws.com",
      readOnly: true,
      requestParameters: {
        keyId: "alias/logs",
        encryptionContext: { Dept: "IT" },
        encryptionAlgorithm: "SYMMETRIC_DEFAULT",
      },
      responseElements: null,
      resources: [{ type: "AWS::KMS::Key", accountId: python.sandbox.accountId }],
    });
    expect(Object.keys(record!.requestParameters!).sort()).toEqual([
      "encryptionAlgorithm",
      "encryptionContext",
      "keyId",
    ]);
  });

  it("asks the key's policy, within the account and across accounts", async () => {
    const [lockout, foreign, mine, theirs] = await python.run(`
kms = client("kms")
arn = kms.create_key()["KeyMetadata"]["Arn"]
root = lambda name: "arn:aws:iam::%s:root" % [each["id"] for each in accounts if each["name"] == name][0]
out(error(lambda: kms.put_key_policy(KeyId=arn, Policy=allow({"AWS": root("workload")}, "kms:Encrypt", "*"))))
out(error(lambda: client("kms", "log-archive").encrypt(KeyId=arn, Plaintext=b"x")))
kms.put_key_policy(KeyId=arn, BypassPolicyLockoutSafetyCheck=True, Policy=allow({"AWS": root("log-archive")}, "kms:Encrypt", "*",
    {"StringEquals": {"kms:EncryptionContext:Dept": "IT"}}))
out(error(lambda: kms.describe_key(KeyId=arn)))
archive = client("kms", "log-archive")
error(lambda: archive.encrypt(KeyId=arn, Plaintext=b"x"))
out(archive.encrypt(KeyId=arn, Plaintext=b"x", EncryptionContext={"Dept": "IT"})["KeyId"] == arn)
`);
    expect(lockout).toEqual(["MalformedPolicyDocumentException", expect.any(String)]);
    expect(foreign).toEqual([
      "AccessDeniedException",
      expect.stringContaining("no resource-based policy allows"),
    ]);
    expect(mine).toEqual(["AccessDeniedException", expect.any(String)]);
    expect(theirs).toBe(true);
  });

  it("refuses by name what it does not have", async () => {
    const [rsa, grants] = await python.run(`
kms = client("kms")
out(error(lambda: kms.create_key(KeySpec="RSA_2048", KeyUsage="SIGN_VERIFY")))
out(error(lambda: kms.list_grants(KeyId="alias/x")))
`);
    expect(rsa).toEqual(["UnsupportedOperationException", expect.stringContaining("RSA_2048")]);
    expect(grants).toEqual(["UnknownOperationException", expect.stringContaining("kms:ListGrants")]);
  });
});
