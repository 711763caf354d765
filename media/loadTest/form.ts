import type { Checked, Draft } from "../../src/features/loadTest/panelProtocol.ts";
import { h, setAttribute, setText } from "../shared/dom.ts";

type TextName = { [Name in keyof Draft]: Draft[Name] extends boolean ? never : Name }[keyof Draft];
type FlagName = { [Name in keyof Draft]: Draft[Name] extends boolean ? Name : never }[keyof Draft];

interface TextField {
  readonly name: TextName;
  readonly label: string;
  readonly control: "input" | "textarea";
  readonly placeholder?: string;
  readonly hint?: string;
  /** Only shown where it applies. */
  readonly onlyFor?: Draft["model"];
  readonly notFor?: Draft["model"];
}

const methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];

const models: readonly (readonly [Draft["model"], string])[] = [
  ["closed", "Closed loop: send the next when the last is answered"],
  ["rate", "Fixed rate: send on schedule, whatever the server does"],
  ["stages", "Stages: a rate that ramps"],
];

const url: TextField = {
  name: "url",
  label: "Address",
  control: "input",
  placeholder: "http://localhost:3000/",
};

const loadFields: readonly TextField[] = [
  { name: "connections", label: "Connections", control: "input" },
  {
    name: "duration",
    label: "Duration",
    control: "input",
    placeholder: "30s, 2m or 10000 requests",
    notFor: "stages",
  },
  { name: "rate", label: "Rate (req/s)", control: "input", onlyFor: "rate" },
  {
    name: "stages",
    label: "Stages",
    control: "textarea",
    placeholder: "100/s for 30s\n400/s for 1m",
    onlyFor: "stages",
  },
  { name: "warmUp", label: "Warm-up", control: "input" },
  { name: "timeout", label: "Timeout", control: "input" },
];

const requestFields: readonly TextField[] = [
  {
    name: "headers",
    label: "Headers",
    control: "textarea",
    placeholder: "Authorization: Bearer ${API_TOKEN}",
    hint: "One a line. ${NAME} is a secret that VS Code keeps.",
  },
  {
    name: "body",
    label: "Body",
    control: "textarea",
    hint: "{{$uuid}} and {{$counter}} differ in each request; {{column}} comes from the data file.",
  },
  { name: "data", label: "Data file", control: "input", placeholder: "orders.csv" },
];

const expectFields: readonly TextField[] = [
  { name: "expectStatus", label: "Expected status", control: "input", placeholder: "below 400" },
  { name: "thresholds", label: "Thresholds", control: "textarea", placeholder: "p95<200ms\nerrors<1%" },
  { name: "compareUrl", label: "Second address, measured in turns", control: "input", placeholder: "none" },
];

const rateLimitFlag: readonly [FlagName, string] = [
  "rateLimit",
  "Expect a rate limit, and check its headers",
];

const flags: readonly (readonly [FlagName, string])[] = [
  ["keepAlive", "Keep connections alive"],
  ["http2", "HTTP/2"],
  ["insecure", "Accept any certificate"],
];

export interface FormActions {
  readonly edit: (draft: Draft) => void;
  readonly submit: () => void;
  readonly setSecret: (name: string) => void;
}

type Control = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

/** The configuration: address and method in a line, everything else in a part that folds. */
export function createForm(actions: FormActions) {
  const texts = new Map<
    TextName,
    { control: Control; problem: HTMLElement; row: HTMLElement; field?: TextField }
  >();
  const boxes = new Map<FlagName, HTMLInputElement>();
  const notes = h("ul", { class: "notes", "aria-label": "About this request" });

  const changed = () => {
    showFor(draft().model);
    actions.edit(draft());
  };

  function draft(): Draft {
    const values = [...texts].map(([name, { control }]) => [name, control.value] as const);
    const ticks = [...boxes].map(([name, box]) => [name, box.checked] as const);
    return Object.fromEntries<string | boolean>([...values, ...ticks]) as unknown as Draft;
  }

  function showFor(model: Draft["model"]): void {
    for (const { row, field } of texts.values()) {
      const isLeftOut = field?.onlyFor !== undefined ? field.onlyFor !== model : field?.notFor === model;
      row.hidden = isLeftOut;
    }
  }

  function register(name: TextName, label: string, control: Control, field?: TextField): HTMLElement {
    const problem = h("p", { class: "problem", id: `${name}-problem` });
    const hint = field?.hint === undefined ? [] : [h("p", { class: "hint", id: `${name}-hint` }, field.hint)];
    control.id = name;
    control.setAttribute("aria-describedby", [`${name}-problem`, ...hint.map(({ id }) => id)].join(" "));
    control.addEventListener("input", changed);
    const row = h(
      "div",
      { class: `field ${name}` },
      h("label", { for: name }, label),
      control,
      ...hint,
      problem,
    );
    texts.set(name, { control, problem, row, ...(field && { field }) });
    return row;
  }

  const select = (options: readonly (readonly [string, string])[]) =>
    h("select", {}, ...options.map(([value, title]) => h("option", { value }, title)));

  const textField = (field: TextField) => {
    const attributes = { spellcheck: "false", placeholder: field.placeholder ?? "", autocomplete: "off" };
    const control =
      field.control === "input"
        ? h("input", { type: "text", ...attributes })
        : h("textarea", { rows: "3", ...attributes });
    return register(field.name, field.label, control, field);
  };

  const flagField = ([name, label]: readonly [FlagName, string]) => {
    const box = h("input", { type: "checkbox", id: name, change: changed });
    boxes.set(name, box);
    return h("div", { class: "flag" }, box, h("label", { for: name }, label));
  };

  const method = register("method", "Method", select(methods.map((each) => [each, each])));
  const address = textField(url);
  const group = (title: string, ...rows: readonly HTMLElement[]) =>
    h("fieldset", {}, h("legend", {}, title), ...rows);
  const details = h(
    "div",
    { class: "configuration", id: "configuration" },
    group(
      "Load",
      register("model", "Model", select(models)),
      ...loadFields.map(textField),
      ...flags.map(flagField),
    ),
    group("Request", ...requestFields.map(textField)),
    group(
      "Expectations and comparison",
      ...expectFields.map(textField),
      flagField(rateLimitFlag),
      textField({ name: "name", label: "Scenario name", control: "input" }),
    ),
  );
  // Enter in a line starts the test; in a text of several lines it is a line break.
  for (const element of [address, details]) {
    element.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && event.target instanceof HTMLInputElement && event.target.type === "text")
        actions.submit();
    });
  }

  return {
    line: h("div", { class: "request-line" }, method, address),
    details,
    notes,
    draft,
    /** Replaces what is in the fields. */
    fill(next: Draft): void {
      for (const [name, { control }] of texts) {
        if (name === "method") offer(control as HTMLSelectElement, next.method);
        control.value = next[name];
      }
      for (const [name, box] of boxes) box.checked = next[name];
      showFor(next.model);
    },
    check({ problems, notes: sentences, secrets }: Checked): void {
      for (const [name, { control, problem }] of texts) {
        const sentence = problems[name] ?? "";
        setText(problem, sentence);
        setAttribute(control, "aria-invalid", sentence === "" ? false : "true");
      }
      notes.replaceChildren(
        ...sentences.map((sentence) => h("li", {}, sentence)),
        ...secrets.map(({ name, isSet }) => secretLine(name, isSet, actions)),
      );
      notes.hidden = notes.childElementCount === 0;
    },
  };
}

function offer(control: HTMLSelectElement, value: string): void {
  if ([...control.options].some((option) => option.value === value)) return;
  control.append(h("option", { value }, value));
}

function secretLine(name: string, isSet: boolean, actions: FormActions): HTMLElement {
  const state = isSet ? `The secret ${name} is kept by VS Code.` : `The secret ${name} has no value yet.`;
  const title = isSet ? `Change ${name}…` : `Set ${name}…`;
  return h(
    "li",
    {},
    state,
    " ",
    h("button", { type: "button", class: "link", click: () => actions.setSecret(name) }, title),
  );
}
