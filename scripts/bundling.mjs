/**
 * How every process is bundled; what ships is minified on top of it.
 * @type {import("esbuild").BuildOptions}
 */
export const bundling = {
  outdir: "dist",
  bundle: true,
  platform: "node",
  format: "cjs",
  target: "node20",
  // The language client is loaded by the extension when the first API description appears.
  external: ["vscode", "./languageClient.js", "fsevents", "pg-native"],
  // CommonJS builds first would drag UMD wrappers in; jsonc-parser and others ship proper modules.
  mainFields: ["module", "main"],
  // Modules ask where they are; in a CommonJS bundle that is the bundle.
  define: { "import.meta.url": "importMetaUrl" },
  banner: { js: 'const importMetaUrl = require("node:url").pathToFileURL(__filename).href;' },
  // Names are not kept: spectral-core turns functions into source text, where helpers of the bundler do not exist.
  keepNames: false,
  legalComments: "none",
  metafile: true,
};

/**
 * How the pages of webviews are bundled.
 * @type {import("esbuild").BuildOptions}
 */
export const pageBundling = {
  outdir: "dist/media",
  bundle: true,
  platform: "browser",
  format: "iife",
  // The Chromium of the oldest VS Code that the extension supports.
  target: "chrome132",
  legalComments: "none",
};
