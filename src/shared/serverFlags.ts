/**
 * Flags of Node for the language server: left to itself, the space for short-lived objects takes 130 MB where a long
 * description is edited.
 */
export const serverFlags: readonly string[] = ["--max-semi-space-size=16"];
