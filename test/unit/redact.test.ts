import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { redact } from "../../src/shared/redact.ts";

const secret = fc.stringMatching(/^[a-z0-9]{12,20}$/).map((text) => `s3cr3t${text}`);
const carriers: readonly ((value: string) => string)[] = [
  (value) => `connecting to postgres://shop:${value}@db.example.com:5432/shop`,
  (value) => `GET https://${value}@api.example.com/orders`,
  (value) => `Authorization: Bearer ${value}`,
  (value) => `{"authorization":"Basic ${value}"}`,
  (value) => `request sent with Bearer ${value}, answered 401`,
  (value) => `Cookie: session=${value}; theme=dark`,
  (value) => `x-api-key: ${value}`,
  (value) => `https://api.example.com/orders?page=2&access_token=${value}&sort=asc`,
  (value) => `{"user":"shop","password":"${value}"}`,
  (value) => `PGPASSWORD=${value} psql`,
];

describe("redact", () => {
  it("hides the secret in everything that carries one", () => {
    fc.assert(
      fc.property(secret, fc.constantFrom(...carriers), (value, carry) => {
        expect(redact(carry(value))).not.toContain(value);
      }),
    );
  });

  it("keeps what a reader of the log needs", () => {
    expect(redact("postgres://shop:pw@db.example.com:5432/shop")).toBe(
      "postgres://***@db.example.com:5432/shop",
    );
    expect(redact("Authorization: Bearer abc\nHost: api")).toBe("Authorization: ***\nHost: api");
    expect(redact("/orders?access_token=abc&sort=asc")).toBe("/orders?access_token=***&sort=asc");
  });

  it.each([
    "The language server is ready.",
    "owasp:api2:2023-write-restricted at paths./orders.post in openapi.yaml:12:3",
    "mailto:someone@example.com",
    "file:///home/someone/shop/openapi.yaml",
  ])("leaves %s alone", (text) => {
    expect(redact(text)).toBe(text);
  });

  it("leaves a redacted text as it is", () => {
    const text = fc.tuple(secret, fc.constantFrom(...carriers), fc.string());
    fc.assert(
      fc.property(text, ([value, carry, rest]) => {
        const once = redact(carry(value) + rest);
        expect(redact(once)).toBe(once);
      }),
    );
  });
});
