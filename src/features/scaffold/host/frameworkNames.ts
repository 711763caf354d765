import type { FrameworkName } from "../../../shared/lspProtocol.ts";

/** What people call the frameworks. */
export const frameworkLabels: Readonly<Record<FrameworkName, string>> = {
  express: "Express 5",
  fastify: "Fastify 5",
  koa: "Koa 3",
};

export const frameworkNames = Object.keys(frameworkLabels) as readonly FrameworkName[];
