const owaspTop10 = "https://owasp.org/API-Security/editions/2023/en/";

/** Page of each risk of the OWASP API Security Top 10 (2023), by the number in the rule's id. */
const owaspPages: readonly string[] = [
  "0xa1-broken-object-level-authorization",
  "0xa2-broken-authentication",
  "0xa3-broken-object-property-level-authorization",
  "0xa4-unrestricted-resource-consumption",
  "0xa5-broken-function-level-authorization",
  "0xa6-unrestricted-access-to-sensitive-business-flows",
  "0xa7-server-side-request-forgery",
  "0xa8-security-misconfiguration",
  "0xa9-improper-inventory-management",
  "0xaa-unsafe-consumption-of-apis",
];

/** Where Spectral's rulesets say their pages are, and where they are now. */
const formerSpectralDocs = "https://meta.stoplight.io/docs/spectral/docs/";
const spectralDocs = "https://github.com/stoplightio/spectral/blob/develop/docs/";

/**
 * Address of the page that explains a rule; undefined when nobody wrote one.
 * @param declared what the rule or its ruleset names itself.
 */
export function documentationOf(code: string, declared: string | undefined): string | undefined {
  if (declared !== undefined) return declared.replace(formerSpectralDocs, spectralDocs);
  const risk = /^owasp:api(\d+):2023/.exec(code)?.[1];
  const page = risk === undefined ? undefined : owaspPages[Number(risk) - 1];
  return page === undefined ? undefined : `${owaspTop10}${page}/`;
}
