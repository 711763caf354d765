import { formatFigure, formatShare } from "../../src/shared/figures.ts";
import type {
  LatencyKind,
  PercentileName,
  RunView,
  TargetView,
} from "../../src/features/loadTest/panelProtocol.ts";
import { h, setText } from "../shared/dom.ts";
import { confidenceText, errorShare, figure } from "./wording.ts";

/** What a tile shows; `change` compares with another run or target. */
interface Tile {
  readonly value: string;
  readonly unit: string;
  readonly note: string;
  readonly change: string;
  readonly tone: "plain" | "good" | "bad";
}

export interface TilesView {
  readonly run: RunView | null;
  readonly target: TargetView | undefined;
  /** What the target is compared with. */
  readonly other: TargetView | undefined;
  readonly kind: LatencyKind;
}

type Describe = (view: TilesView, target: TargetView) => Tile;

const titles: readonly (readonly [title: string, describe: Describe])[] = [
  ["Requests", throughputTile],
  ["P50", (view, target) => percentileTile("p50", view, target)],
  ["P95", (view, target) => percentileTile("p95", view, target)],
  ["P99", (view, target) => percentileTile("p99", view, target)],
  ["Errors", errorsTile],
  ["Generator", generatorTile],
];

const nothing: Tile = { value: "–", unit: "", note: "", change: "", tone: "plain" };

/** The six figures that are looked at first. */
export function createTiles() {
  const tiles = titles.map(([title, describe]) => ({ ...createTile(title), describe }));
  return {
    element: h(
      "dl",
      { class: "tiles", title: "Small: where the figure lies with 95 % confidence" },
      ...tiles.map(({ element }) => element),
    ),
    update(view: TilesView): void {
      for (const { describe, show } of tiles) show(view.target ? describe(view, view.target) : nothing);
    },
  };
}

function createTile(title: string) {
  const value = h("span", { class: "value" });
  const unit = h("span", { class: "unit" });
  const change = h("span", { class: "change" });
  const note = h("dd", { class: "note" });
  const element = h("div", { class: "tile" }, h("dt", {}, title), h("dd", {}, value, unit, change), note);
  return {
    element,
    show: (tile: Tile): void => {
      setText(value, tile.value);
      setText(unit, tile.unit);
      setText(change, tile.change);
      setText(note, tile.note);
      element.dataset["tone"] = tile.tone;
    },
  };
}

function throughputTile({ other }: TilesView, target: TargetView): Tile {
  const { throughput, throughputConfidence } = target;
  return {
    ...nothing,
    value: formatFigure(throughput >= 10 ? Math.round(throughput) : throughput),
    unit: "req/s",
    note: confidenceText(throughputConfidence, "req/s"),
    change: changeText(throughput, other?.throughput),
  };
}

function percentileTile(name: PercentileName, { kind, other, run }: TilesView, target: TargetView): Tile {
  const figures = target[kind];
  const [value = "–", unit = ""] = figure(figures[name]).split(" ");
  const isOver = run?.phase === "completed" || run?.phase === "stopped";
  const tooFew = isOver && figures[name] === null ? "not enough samples" : "";
  return {
    ...nothing,
    value,
    unit,
    note: confidenceText(figures.confidence[name], "ms") || tooFew,
    change: changeText(figures[name], other?.[kind][name]),
  };
}

function errorsTile(_: TilesView, target: TargetView): Tile {
  const share = errorShare(target);
  const count = target.unexpected + target.failed;
  return {
    ...nothing,
    value: formatShare(share).replace(" %", ""),
    unit: "%",
    note:
      count === 0
        ? "none"
        : `${count.toLocaleString("en")} of ${(target.requests + target.failed).toLocaleString("en")}`,
    tone: count === 0 ? "plain" : "bad",
  };
}

function generatorTile({ run }: TilesView): Tile {
  if (!run) return nothing;
  const { health, utilization } = run.generator;
  return {
    ...nothing,
    value: health,
    note: `${formatShare(utilization)} busy`,
    tone: health === "limiting" ? "bad" : "plain",
  };
}

/** "▲ 12 %": glyph and figure, since colour alone says nothing to many. */
function changeText(value: number | null, other: number | null | undefined): string {
  if (value === null || other === null || other === undefined || other === 0) return "";
  const change = value / other - 1;
  if (Math.abs(change) < 0.005) return "≈ same";
  const size = change > 1 ? `× ${formatFigure(value / other)}` : `${Math.round(Math.abs(change) * 100)} %`;
  return `${change > 0 ? "▲" : "▼"} ${size}`;
}
