/**
 * Values of string formats, the same every time. They use the names and addresses reserved for documentation
 * (RFC 2606, 5737, 3849), so nothing that a server does with them reaches anyone.
 */
const samples: Readonly<Record<string, (variant: number) => string>> = {
  "date-time": (variant) => `2026-01-${twoDigits(1 + (variant % 28))}T12:00:00Z`,
  date: (variant) => `2026-01-${twoDigits(1 + (variant % 28))}`,
  time: (variant) => `12:00:${twoDigits(variant % 60)}Z`,
  duration: (variant) => `PT${1 + variant}H`,
  email: (variant) => `user${variant === 0 ? "" : variant}@example.com`,
  "idn-email": (variant) => `user${variant === 0 ? "" : variant}@example.com`,
  hostname: (variant) => `host${variant}.example.com`,
  "idn-hostname": (variant) => `host${variant}.example.com`,
  ipv4: (variant) => `192.0.2.${1 + (variant % 250)}`,
  ipv6: (variant) => `2001:db8::${(1 + variant).toString(16)}`,
  uri: (variant) => `https://example.com/${variant === 0 ? "" : variant}`,
  url: (variant) => `https://example.com/${variant === 0 ? "" : variant}`,
  iri: (variant) => `https://example.com/${variant === 0 ? "" : variant}`,
  "uri-reference": (variant) => `/sample/${variant}`,
  "iri-reference": (variant) => `/sample/${variant}`,
  "uri-template": () => "/sample/{id}",
  uuid: (variant) => `00000000-0000-4000-8000-${(variant + 1).toString(16).padStart(12, "0")}`,
  byte: (variant) => Buffer.from(`sample${variant === 0 ? "" : variant}`).toString("base64"),
  binary: (variant) => `sample${variant === 0 ? "" : variant}`,
  password: (variant) => `Sample-passw0rd-${variant}`,
  "json-pointer": (variant) => `/sample/${variant}`,
  "relative-json-pointer": () => "0/sample",
  regex: () => "^sample$",
};

/** A value of a format; undefined for formats that nobody standardised. @param variant which of its values */
export function formatSample(format: string, variant: number): string | undefined {
  return Object.hasOwn(samples, format) ? samples[format]?.(variant) : undefined;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, "0");
}
