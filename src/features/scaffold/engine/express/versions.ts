/** Exact versions of what a scaffolded service depends on. */
export const dependencies: Readonly<Record<string, string>> = {
  express: "5.3.0",
  "express-rate-limit": "8.7.4",
  helmet: "8.3.0",
  pino: "10.4.0",
  zod: "4.6.7",
};

export const devDependencies: Readonly<Record<string, string>> = {
  "@types/express": "5.0.6",
  "@types/node": "24.19.2",
  tsx: "4.23.15",
  typescript: "6.0.3",
};
