/** Exact versions of what every scaffolded service depends on. */
export const commonDependencies: Readonly<Record<string, string>> = {
  helmet: "8.3.0",
  pino: "10.4.0",
  zod: "4.6.7",
};

export const commonDevDependencies: Readonly<Record<string, string>> = {
  ajv: "8.20.0",
  "ajv-formats": "3.0.1",
  "@types/node": "24.19.2",
  tsx: "4.23.15",
  typescript: "6.0.3",
};
