import type { Framework } from "../frameworks/framework.ts";
import type { Service } from "../model/service.ts";
import type { NamedSecurityScheme } from "../names/nameSecurity.ts";
import { commentText } from "../print/escape.ts";
import { kebabCase } from "../names/identifiers.ts";
import { packagesOf } from "./packages.ts";

/** `package.json` of the service. */
export function packageJson(service: Service, framework: Framework): string {
  const { title, version } = service;
  const { dependencies, devDependencies } = packagesOf(service, framework);
  const manifest = {
    name: kebabCase(title) || "api",
    version: /^\d+\.\d+\.\d+$/.test(version) ? version : "0.1.0",
    private: true,
    type: "module",
    engines: { node: ">=20.12" },
    scripts: {
      dev: "tsx watch src/server.ts",
      build: "tsc -p tsconfig.build.json",
      prestart: "npm run build",
      start: "node --enable-source-maps dist/server.js",
      test: "node --import tsx --test test/*.test.ts",
      check: "tsc --noEmit",
    },
    dependencies: sortedByName(dependencies),
    devDependencies: sortedByName(devDependencies),
  };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

function sortedByName(packages: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(packages).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** `tsconfig.json`: checks everything, emits nothing. */
export const tsconfigJson = `{
  "compilerOptions": {
    "target": "ES2023",
    "lib": ["ES2023"],
    "types": ["node"],
    "module": "nodenext",
    "moduleResolution": "nodenext",
    "rewriteRelativeImportExtensions": true,
    "verbatimModuleSyntax": true,
    "erasableSyntaxOnly": true,
    "strict": true,
    "exactOptionalPropertyTypes": true,
    "noUncheckedIndexedAccess": true,
    "noImplicitOverride": true,
    "noFallthroughCasesInSwitch": true,
    "skipLibCheck": true,
    "noEmit": true
  },
  "include": ["src", "test"]
}
`;

/** `tsconfig.build.json`: emits `src` to `dist`. */
export const tsconfigBuildJson = `{
  "extends": "./tsconfig.json",
  "compilerOptions": {
    "noEmit": false,
    "rootDir": "src",
    "outDir": "dist",
    "sourceMap": true
  },
  "include": ["src"]
}
`;

export const gitignore = `node_modules/
dist/
.env
`;

export const gitattributes = `src/api/generated/** linguist-generated=true
test/generated/** linguist-generated=true
`;

export const dockerignore = `node_modules
dist
.git
.env
test
`;

export const dockerfile = `FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json* ./
RUN npm install --no-audit --no-fund
COPY . .
RUN npm run build && npm prune --omit=dev

FROM node:24-slim
ENV NODE_ENV=production
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
USER node
EXPOSE 3000
HEALTHCHECK CMD ["node", "-e", "fetch('http://localhost:' + (process.env.PORT ?? 3000) + '/livez').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# Node itself is the first process, so that it gets the signal to stop.
CMD ["node", "--enable-source-maps", "dist/server.js"]
`;

/** `.env.example`: every setting with its default. */
export function envExample({ basePath, securitySchemes, outgoing }: Service): string {
  return `# Copy to .env; every line shows its default.
NODE_ENV=development
HOST=0.0.0.0
PORT=3000
# Where the paths of the contract are mounted.${basePath === "" ? "" : ` Its first server says ${commentText(basePath)}.`}
BASE_PATH=/
LOG_LEVEL=info
# Largest request body, in bytes.
BODY_LIMIT=1048576
# How many proxies stand in front of the service.
TRUST_PROXY=0
# Origins whose pages may call the service from a browser, separated by commas.
CORS_ORIGINS=
RATE_LIMIT_REQUESTS=100
RATE_LIMIT_WINDOW_MS=900000
REQUEST_TIMEOUT_MS=30000
SHUTDOWN_TIMEOUT_MS=10000
${[...new Set(securitySchemes.map(securitySettings))].join("")}${outgoing.length === 0 ? "" : webhookSettings}`;
}

const webhookSettings = `
# What webhooks and callbacks are signed with, separated by commas while secrets are exchanged. A new one:
# node -e "console.log('whsec_'+require('node:crypto').randomBytes(32).toString('base64'))"
# WEBHOOK_SECRETS=
`;

/** Settings without which a scheme lets in nobody; they have no defaults. */
function securitySettings({ scheme, setting }: NamedSecurityScheme): string {
  switch (scheme.kind) {
    case "bearer":
      return `
# Bearer tokens: who issues them, for whom, and where the public keys are. JWT_PUBLIC_KEY (PEM) instead of the URL
# pins one key.
# JWT_ISSUER=https://login.example.com/
# JWT_AUDIENCE=https://api.example.com
# JWT_JWKS_URL=https://login.example.com/.well-known/jwks.json
`;
    case "apiKey":
      return `
# API keys, as client:key separated by commas; keys have 16 characters or more.
# ${setting}=
`;
    case "basic":
      return `
# Users, as name:salt:hash separated by commas. Salt and hash of a password:
# node -e "const c=require('node:crypto'),s=c.randomBytes(16);console.log(s.toString('hex')+':'+c.scryptSync(process.argv[1],s,32).toString('hex'))" PASSWORD
# ${setting}=
`;
    case "request":
      return "";
  }
}
