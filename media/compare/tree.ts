import type { ChangeGroup, ChangeView } from "../../src/features/database/comparePanelProtocol.ts";
import { h } from "../shared/dom.ts";
import { actions } from "./wording.ts";

export interface TreeActions {
  readonly showDdl: (object: string) => void;
  /** What is in focus: an object and what belongs to it. */
  readonly select: (objects: ReadonlySet<string>) => void;
}

/** More groups than this start folded. */
const unfoldedGroups = 40;

/** Groups that are drawn at once; the rest come when they are asked for. */
const pageSize = 300;

interface Row {
  readonly element: HTMLElement;
  readonly group: ChangeGroup;
  /** Undefined for the row of the group itself. */
  readonly part: ChangeView | undefined;
}

/** The changes as a tree: arrows move, left and right fold, Enter shows the difference of the SQL. */
export function createTree({ showDdl, select }: TreeActions) {
  let groups: readonly ChangeGroup[] = [];
  let rows: readonly Row[] = [];
  let drawn = pageSize;
  let focused: string | undefined;
  const folded = new Set<string>();
  const list = h("div", {
    role: "tree",
    "aria-label": "Changes",
    "aria-describedby": "tree-hint",
    keydown: (event) => onKey(event as KeyboardEvent),
  });
  const more = h("button", { type: "button", class: "link", hidden: true, click: () => showMore() }, "");
  const element = h(
    "section",
    { class: "changes", "aria-label": "Changes" },
    h("h2", {}, "Changes"),
    h("p", { class: "hint", id: "tree-hint" }, "Enter shows the DDL of an object before and after."),
    list,
    more,
  );

  function draw(): void {
    const made: Row[] = [];
    list.replaceChildren(...groups.slice(0, drawn).flatMap((group) => groupRows(group, made)));
    rows = made;
    const left = groups.length - drawn;
    more.hidden = left <= 0;
    more.textContent = `Show ${Math.min(left, pageSize)} more`;
    const current = rows.find((row) => keyOf(row) === focused) ?? rows[0];
    if (current) current.element.tabIndex = 0;
  }

  function groupRows(group: ChangeGroup, made: Row[]): readonly HTMLElement[] {
    const isOpen = !folded.has(group.object);
    const hasParts = group.parts.length > 0;
    const line = rowElement(group, undefined, {
      "aria-level": "1",
      ...(hasParts && { "aria-expanded": String(isOpen) }),
    });
    made.push({ element: line, group, part: undefined });
    if (!hasParts || !isOpen) return [line];
    const parts = group.parts.map((part) => {
      const item = rowElement(group, part, { "aria-level": "2" });
      made.push({ element: item, group, part });
      return item;
    });
    return [line, ...parts];
  }

  function rowElement(
    group: ChangeGroup,
    part: ChangeView | undefined,
    attributes: Readonly<Record<string, string>>,
  ): HTMLElement {
    const change = part ?? group.own;
    const loss = change?.loss ?? null;
    const { glyph, meaning } = change ? actions[change.action] : { glyph: "", meaning: "" };
    const isGroup = part === undefined;
    const row = h(
      "div",
      {
        role: "treeitem",
        tabindex: "-1",
        class: `row ${isGroup ? "group" : "part"} ${change?.action ?? ""}`,
        ...attributes,
        click: () => focus({ group, part }),
        focus: () => focusedOn({ group, part }),
        dblclick: () => showDdl(group.object),
      },
      h("span", {
        class: "twistie",
        "aria-hidden": "true",
        click: () => fold(group, !folded.has(group.object)),
      }),
      h("span", { class: "glyph", "aria-hidden": "true" }, glyph),
      ...(meaning === "" ? [] : [h("span", { class: "hidden" }, `${meaning} `)]),
      h("span", { class: "name" }, part?.name ?? group.title),
      " ",
      h("span", { class: "kind" }, change && !isGroup ? change.kind : group.kind),
      " ",
      h("span", { class: "detail", ...(change && { title: change.detail }) }, change?.detail ?? ""),
    );
    if (loss !== null) row.append(" ", h("span", { class: "badge", title: loss }, "data!"));
    if (isGroup)
      row.append(
        h(
          "button",
          {
            type: "button",
            class: "link ddl",
            tabindex: "-1",
            "aria-label": `Show DDL diff of ${group.title}`,
            click: (event) => {
              event.stopPropagation();
              showDdl(group.object);
            },
          },
          "Show DDL diff",
        ),
      );
    return row;
  }

  function keyOf({ group, part }: Pick<Row, "group" | "part">): string {
    return part ? `${group.object}\n${part.object}` : group.object;
  }

  function focus(target: Pick<Row, "group" | "part">): void {
    rows.find((row) => keyOf(row) === keyOf(target))?.element.focus();
  }

  function focusedOn(target: Pick<Row, "group" | "part">): void {
    focused = keyOf(target);
    for (const row of rows) {
      const isCurrent = keyOf(row) === focused;
      row.element.tabIndex = isCurrent ? 0 : -1;
      row.element.setAttribute("aria-selected", String(isCurrent));
    }
    const { group, part } = target;
    select(new Set(part ? [part.object] : [group.object, ...group.parts.map(({ object }) => object)]));
  }

  function fold(group: ChangeGroup, isFolded: boolean): void {
    if (isFolded) folded.add(group.object);
    else folded.delete(group.object);
    focused = group.object;
    draw();
    focus({ group, part: undefined });
  }

  function showMore(): void {
    drawn += pageSize;
    draw();
  }

  function onKey(event: KeyboardEvent): void {
    const at = rows.findIndex((row) => keyOf(row) === focused);
    const row = rows[Math.max(at, 0)];
    if (!row || event.altKey || event.ctrlKey || event.metaKey) return;
    const moves: Readonly<Record<string, () => void>> = {
      ArrowDown: () => rows[at + 1]?.element.focus(),
      ArrowUp: () => rows[at - 1]?.element.focus(),
      Home: () => rows[0]?.element.focus(),
      End: () => rows.at(-1)?.element.focus(),
      ArrowRight: () => {
        if (row.part !== undefined) return;
        if (folded.has(row.group.object)) fold(row.group, false);
        else if (row.group.parts.length > 0) rows[at + 1]?.element.focus();
      },
      ArrowLeft: () => {
        if (row.part !== undefined) focus({ group: row.group, part: undefined });
        else if (row.group.parts.length > 0) fold(row.group, true);
      },
      Enter: () => showDdl(row.group.object),
    };
    const move = moves[event.key];
    if (!move) return;
    event.preventDefault();
    move();
  }

  return {
    element,
    update(changed: readonly ChangeGroup[]): void {
      groups = changed;
      drawn = pageSize;
      folded.clear();
      if (groups.length > unfoldedGroups) for (const { object } of groups) folded.add(object);
      draw();
    },
  };
}
