import uPlot from "uplot";
import { h, setText } from "../../shared/dom.ts";
import { type Palette, readPalette } from "./palette.ts";

/** What a chart draws at the moment. */
export interface Drawing {
  readonly options: Omit<uPlot.Options, "width" | "height">;
  readonly data: uPlot.AlignedData;
  /** Changes where the series or axes do; a change of data alone redraws, it does not build anew. */
  readonly shape: string;
  /** One sentence for people who do not see the chart. */
  readonly summary: string;
  readonly table: () => HTMLTableElement;
}

const height = 150;

/** A chart with its title, and the same figures as a table at the press of a button. */
export class ChartCard {
  readonly element: HTMLElement;
  readonly #title: string;
  readonly #draw: (palette: Palette) => Drawing | undefined;
  readonly #plotArea = h("div", { class: "plot" });
  readonly #tableArea = h("div", { class: "table", tabindex: "0", role: "region", hidden: true });
  readonly #empty = h("p", { class: "empty" }, "Nothing measured yet.");
  readonly #toggle: HTMLButtonElement;
  #plot: uPlot | undefined;
  #shape = "";
  #isTable = false;

  /** @param draw what is to be seen now; undefined: nothing yet */
  constructor(title: string, draw: (palette: Palette) => Drawing | undefined) {
    this.#title = title;
    this.#draw = draw;
    this.#tableArea.setAttribute("aria-label", `${title}, table`);
    this.#toggle = h(
      "button",
      { type: "button", class: "link", "aria-pressed": "false", click: () => this.#switch() },
      "Table",
    );
    this.#toggle.setAttribute("aria-label", `${title} as a table`);
    this.element = h(
      "section",
      { class: "card", "aria-label": title },
      h("header", {}, h("h2", {}, title), this.#toggle),
      this.#empty,
      this.#plotArea,
      this.#tableArea,
    );
    new ResizeObserver(() => this.#fit()).observe(this.#plotArea);
  }

  /** Builds the plot anew: the theme changed. */
  rebuild(): void {
    this.#shape = "";
    this.update();
  }

  update(): void {
    const drawing = this.#draw(readPalette());
    this.#empty.hidden = drawing !== undefined;
    this.#plotArea.hidden = drawing === undefined || this.#isTable;
    this.#tableArea.hidden = drawing === undefined || !this.#isTable;
    if (!drawing) return;
    if (this.#isTable) this.#tableArea.replaceChildren(drawing.table());
    else this.#show(drawing);
  }

  #show({ options, data, shape, summary }: Drawing): void {
    if (this.#plot && this.#shape === shape) {
      this.#plot.setData(data);
    } else {
      this.#plot?.destroy();
      const width = Math.max(this.#plotArea.clientWidth, 100);
      this.#plot = new uPlot({ ...options, width, height }, data, this.#plotArea);
      this.#shape = shape;
      this.#makeReachable(this.#plot);
    }
    this.#plot.root.querySelector(".u-wrap")?.setAttribute("aria-label", `${this.#title}. ${summary}`);
  }

  /** The cursor moves with the arrow keys, as it does with the mouse. */
  #makeReachable(plot: uPlot): void {
    const area = plot.root.querySelector<HTMLElement>(".u-wrap");
    if (!area) return;
    area.setAttribute("role", "img");
    area.tabIndex = 0;
    area.addEventListener("keydown", (event) => {
      const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (step === undefined) return;
      event.preventDefault();
      const last = plot.data[0].length - 1;
      const from = plot.cursor.idx ?? (step > 0 ? -1 : last + 1);
      const index = Math.min(Math.max(from + step, 0), last);
      const x = plot.data[0][index];
      if (x !== undefined) plot.setCursor({ left: plot.valToPos(x, "x"), top: plot.over.clientHeight / 2 });
    });
  }

  #switch(): void {
    this.#isTable = !this.#isTable;
    this.#toggle.setAttribute("aria-pressed", String(this.#isTable));
    setText(this.#toggle, this.#isTable ? "Chart" : "Table");
    this.update();
  }

  #fit(): void {
    const width = this.#plotArea.clientWidth;
    if (this.#plot && width > 0 && width !== this.#plot.width) this.#plot.setSize({ width, height });
  }
}
