import { l10n } from "vscode";
import { askText, type TextQuestion } from "../../../host/inputBox.ts";
import { back, skip, type Step } from "../../../host/multiStep.ts";
import { type Choice, pick } from "../../../host/quickPick.ts";
import type { ConnectionParameters, SslMode } from "../protocol.ts";
import type { ConnectionAnswers } from "./connectionAnswers.ts";

type Question = (known: ConnectionParameters) => TextQuestion;

/** A step that asks for one parameter as text; an empty answer leaves it out. */
function textStep(
  question: Question,
  read: (text: string) => Partial<ConnectionParameters>,
  applies: (known: ConnectionParameters) => boolean = () => true,
): Step<ConnectionAnswers> {
  return async ({ parameters = {} }, frame) => {
    if (!applies(parameters)) return skip;
    const text = await askText(frame, question(parameters));
    if (typeof text !== "string") return text;
    return { parameters: { ...parameters, ...read(text.trim()) } };
  };
}

const hostStep = textStep(
  ({ host }) => ({
    prompt: l10n.t("Host name, address, or folder of a Unix socket"),
    value: host ?? "localhost",
    problem: (text) =>
      /[\s/@]/.test(text) && !text.startsWith("/") ? l10n.t("This is no host name.") : undefined,
  }),
  (host) => (host === "" ? {} : { host }),
);

const portStep = textStep(
  ({ port }) => ({
    prompt: l10n.t("Port"),
    value: String(port ?? 5432),
    problem: (text) =>
      /^\d{1,5}$/.test(text.trim()) && Number(text) > 0 && Number(text) < 65_536
        ? undefined
        : l10n.t("A port is a number from 1 to 65535."),
  }),
  (text) => ({ port: Number(text) }),
);

const databaseStep = textStep(
  ({ database }) => ({
    prompt: l10n.t("Database"),
    placeholder: l10n.t("Empty: the one that is called like the user"),
    ...(database !== undefined && { value: database }),
  }),
  (database) => (database === "" ? {} : { database }),
);

const userStep = textStep(
  ({ user }) => ({
    prompt: l10n.t("User"),
    placeholder: l10n.t("Empty: the user of this machine"),
    ...(user !== undefined && { value: user }),
  }),
  (user) => (user === "" ? {} : { user }),
);

const passwordStep =
  (stored: boolean): Step<ConnectionAnswers> =>
  async (_, frame) => {
    const password = await askText(frame, {
      prompt: l10n.t("Password, kept in the secret storage of VS Code"),
      placeholder: stored
        ? l10n.t("Empty: the one that is stored")
        : l10n.t("Empty: none, or the one in the password file (~/.pgpass)"),
      password: true,
    });
    if (typeof password !== "string") return password;
    return password === "" ? {} : { password };
  };

const sslModeNotes: readonly (readonly [SslMode, string])[] = [
  ["prefer", l10n.t("encrypted when the server can")],
  ["require", l10n.t("encrypted, whoever the server is")],
  ["verify-ca", l10n.t("encrypted, with a certificate of a known authority")],
  ["verify-full", l10n.t("encrypted, with a certificate for this host")],
  ["disable", l10n.t("not encrypted")],
];

const sslModeStep: Step<ConnectionAnswers> = async ({ parameters = {} }, frame) => {
  if (parameters.host?.startsWith("/") === true) return skip;
  const current = parameters.sslmode ?? "prefer";
  const choices = [...sslModeNotes]
    .sort(([a], [b]) => Number(b === current) - Number(a === current))
    .map(([mode, note]): Choice<SslMode> => ({ value: mode, label: mode, description: note }));
  const sslmode = await pick(frame, { placeholder: l10n.t("Encryption (sslmode)"), choices });
  if (sslmode === undefined || sslmode === back) return sslmode;
  return { parameters: { ...parameters, sslmode } };
};

const usesCertificates = ({ sslmode }: ConnectionParameters) =>
  sslmode === "require" || sslmode === "verify-ca" || sslmode === "verify-full";

/** A step for the path of a PEM file, asked where certificates play a part. */
function fileStep(
  name: "sslrootcert" | "sslcert" | "sslkey",
  prompt: string,
  applies: (known: ConnectionParameters) => boolean,
): Step<ConnectionAnswers> {
  return textStep(
    (known) => ({
      prompt,
      placeholder: l10n.t("Path of a PEM file; empty: none"),
      value: known[name] ?? "",
    }),
    (path) => (path === "" ? {} : { [name]: path }),
    applies,
  );
}

/** The questions of the form, in libpq's terms. `stored`: whether a password is stored already. */
export function parameterSteps(stored: boolean): readonly Step<ConnectionAnswers>[] {
  return [
    hostStep,
    portStep,
    databaseStep,
    userStep,
    passwordStep(stored),
    sslModeStep,
    fileStep("sslrootcert", l10n.t("Root certificate that signs the server's"), usesCertificates),
    fileStep("sslcert", l10n.t("Client certificate"), usesCertificates),
    fileStep("sslkey", l10n.t("Key of the client certificate"), ({ sslcert }) => sslcert !== undefined),
  ];
}
