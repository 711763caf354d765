import { generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";

/** A certificate and its key, both PEM. */
export interface TestCertificate {
  readonly certificate: string;
  readonly key: string;
}

export interface TestAuthority extends TestCertificate {
  /** Issues a certificate for a host, valid from and to a number of days from now. */
  issue(host: string, validity?: { readonly from: number; readonly to: number }): TestCertificate;
}

/** Makes a certificate authority that nobody trusts. */
export function createAuthority(name: string): TestAuthority {
  const issuer = { name, keys: generateKeyPairSync("ec", { namedCurve: "P-256" }) };
  return {
    certificate: encode(name, issuer.keys.publicKey, issuer, { from: -1, to: 365 }, isAuthority),
    key: exportKey(issuer.keys.privateKey),
    issue(host, validity = { from: -1, to: 365 }) {
      const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
      const alternativeName = extension("551d11", false, sequence(tagged(0x82, Buffer.from(host, "ascii"))));
      return {
        certificate: encode(host, publicKey, issuer, validity, alternativeName),
        key: exportKey(privateKey),
      };
    },
  };
}

interface Issuer {
  readonly name: string;
  readonly keys: { readonly privateKey: KeyObject };
}

// X.509 (RFC 5280) in DER, as little of it as TLS needs.

const ecdsaWithSha256 = sequence(objectId("2a8648ce3d040302"));
const isAuthority = extension("551d13", true, sequence(tagged(0x01, Buffer.from([0xff]))));

function encode(
  subject: string,
  publicKey: KeyObject,
  issuer: Issuer,
  { from, to }: { readonly from: number; readonly to: number },
  extensions: Buffer,
): string {
  const toBeSigned = sequence(
    tagged(0xa0, integer(Buffer.from([2]))),
    integer(Buffer.concat([Buffer.from([0x01]), randomBytes(8)])),
    ecdsaWithSha256,
    distinguishedName(issuer.name),
    sequence(time(from), time(to)),
    distinguishedName(subject),
    publicKey.export({ type: "spki", format: "der" }),
    tagged(0xa3, sequence(extensions)),
  );
  const signature = sign("sha256", toBeSigned, issuer.keys.privateKey);
  const der = sequence(
    toBeSigned,
    ecdsaWithSha256,
    tagged(0x03, Buffer.concat([Buffer.from([0]), signature])),
  );
  const base64 = der.toString("base64").replaceAll(/.{64}(?=.)/g, "$&\n");
  return `-----BEGIN CERTIFICATE-----\n${base64}\n-----END CERTIFICATE-----\n`;
}

function exportKey(key: KeyObject): string {
  return key.export({ type: "pkcs8", format: "pem" }).toString();
}

function distinguishedName(commonName: string): Buffer {
  return sequence(tagged(0x31, sequence(objectId("550403"), tagged(0x0c, Buffer.from(commonName, "utf8")))));
}

/** GeneralizedTime, a number of days from now. */
function time(days: number): Buffer {
  const moment = new Date(Date.now() + days * 86_400_000).toISOString();
  return tagged(0x18, Buffer.from(moment.replaceAll(/[-:T]|\.\d+/g, ""), "ascii"));
}

function extension(id: string, critical: boolean, value: Buffer): Buffer {
  const flag = critical ? [tagged(0x01, Buffer.from([0xff]))] : [];
  return sequence(objectId(id), ...flag, tagged(0x04, value));
}

function objectId(hex: string): Buffer {
  return tagged(0x06, Buffer.from(hex, "hex"));
}

function integer(value: Buffer): Buffer {
  return tagged(0x02, value);
}

function sequence(...parts: readonly Uint8Array[]): Buffer {
  return tagged(0x30, Buffer.concat(parts));
}

function tagged(tag: number, value: Buffer): Buffer {
  const { length } = value;
  const bytes =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...bytes]), value]);
}
