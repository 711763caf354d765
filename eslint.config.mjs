import tseslint from "typescript-eslint";

/** A border between two zones of the house: what may not be imported there, and why. */
const border = (files, patterns) => ({
  files,
  rules: { "@typescript-eslint/no-restricted-imports": ["error", { patterns }] },
});

const noEditor = {
  group: ["vscode", "vscode-languageclient*"],
  message: "This zone runs without an editor.",
};
const noConnection = {
  group: ["vscode-languageserver", "vscode-languageserver/*"],
  message: "Engines return data; the server talks to the connection.",
};
const noHost = { group: ["**/host/**"], message: "The host depends on engines, never the other way round." };

export default tseslint.config(
  {
    ignores: [
      // A service that is scaffolded: it has the style of what we generate.
      "media/sample/api/**",
      "dist/**",
      "node_modules/**",
      ".demo/**",
      ".vscode-test/**",
      "test/artifacts/**",
      "test/fixtures/**",
    ],
  },
  {
    files: ["**/*.ts"],
    extends: [...tseslint.configs.strictTypeChecked, ...tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/consistent-type-definitions": ["error", "interface"],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/switch-exhaustiveness-check": "error",
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "no-restricted-syntax": [
        "error",
        { selector: "ExportDefaultDeclaration", message: "Name what you export." },
        {
          selector: "CallExpression[callee.property.name='showErrorMessage']",
          message: "Report through src/host/errors.ts.",
        },
      ],
    },
  },
  {
    files: ["src/host/errors.ts", "*.config.ts", "**/*.config.ts"],
    rules: { "no-restricted-syntax": "off" },
  },
  border(
    ["src/shared/**/*.ts"],
    [noEditor, noHost, { group: ["**/features/**"], message: "shared/ knows no feature." }],
  ),
  border(["src/features/*/engine/**/*.ts", "server/**/*.ts", "src/cli/**/*.ts"], [noEditor, noHost]),
  border(["src/features/*/engine/**/*.ts"], [noEditor, noHost, noConnection]),
);
