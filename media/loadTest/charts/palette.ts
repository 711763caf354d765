/** Colours of the theme that is on, for canvases: they cannot use CSS variables. */
export interface Palette {
  readonly foreground: string;
  readonly grid: string;
  readonly blue: string;
  readonly green: string;
  readonly yellow: string;
  readonly red: string;
  readonly purple: string;
  readonly font: string;
}

export function readPalette(): Palette {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string) => style.getPropertyValue(`--vscode-${name}`).trim();
  const foreground = colour("foreground") || getComputedStyle(document.body).color;
  const chart = (name: string) => colour(`charts-${name}`) || foreground;
  return {
    foreground,
    grid: colour("charts-lines") || colour("widget-border") || foreground,
    blue: chart("blue"),
    green: chart("green"),
    yellow: chart("yellow"),
    red: chart("red"),
    purple: chart("purple"),
    font: `11px ${colour("font-family") || "sans-serif"}`,
  };
}

/** Calls back when the theme changes; its variables arrive with the class and the style of the page. */
export function onThemeChange(listener: () => void): void {
  const observer = new MutationObserver(() => listener());
  observer.observe(document.body, { attributes: true, attributeFilter: ["class", "data-vscode-theme-id"] });
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ["style"] });
}
