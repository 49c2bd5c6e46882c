/** What a benchmark found: figures, what is expected of them, and the table they are shown in. */
import targets from "./targets.json" with { type: "json" };

/** One measured number. */
export interface Figure {
  /** Names its target in targets.json. */
  readonly key: string;
  readonly label: string;
  readonly value: number;
  readonly unit: "ms" | "s" | "/s";
  /** Measured in the same run, so that the ratio means something on any machine. */
  readonly yardstick?: { readonly label: string; readonly value: number };
}

/** What is expected of a figure, or of its ratio to the yardstick. */
export interface Target {
  readonly of: "value" | "ratio";
  readonly at_most?: number;
  readonly at_least?: number;
}

/** Says whether a figure meets its target; a dash when it has none. */
export function verdict(figure: Figure, target: Target | undefined): "ok" | "slow" | "-" {
  if (target === undefined) return "-";
  const measured = target.of === "value" ? figure.value : ratioOf(figure);
  if (measured === null) return "-";
  const { at_most = Infinity, at_least = -Infinity } = target;
  return measured <= at_most && measured >= at_least ? "ok" : "slow";
}

/** One figure in milliseconds. */
export function msFigure(key: string, label: string, value: number): Figure {
  return { key, label, value, unit: "ms" };
}

/** Returns the figures as rows of one table: figure, measured, target, ratio, verdict. */
export function figureRows(figures: readonly Figure[]): readonly (readonly string[])[] {
  return figures.map((figure) => {
    const target = targetOf(figure.key);
    return [
      figure.label,
      `${shown(figure.value)} ${figure.unit}`,
      target === undefined ? "" : shownTarget(target, figure.unit),
      shownRatio(figure),
      verdict(figure, target),
    ];
  });
}

/** The heads of the columns of figureRows. */
export const FIGURE_HEADS = ["figure", "measured", "target", "ratio to yardstick", "verdict"];

/** Returns rows as text with aligned columns. */
export function alignedTable(rows: readonly (readonly string[])[]): string {
  const widths = widthsOf(rows);
  return rows.map((row) => row.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join("  "))
    .map((line) => line.trimEnd()).join("\n");
}

/** Returns rows as a Markdown table, aligned as `deno fmt` wants it; the first row is its head. */
export function markdownTable(rows: readonly (readonly string[])[]): string {
  const widths = widthsOf(rows);
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join(" | ")} |`;
  const [head = [], ...body] = rows;
  return [line(head), line(widths.map((width) => "-".repeat(width))), ...body.map(line)].join("\n");
}

/** A number with as many digits as matter. */
export function shown(value: number): string {
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString("en-US");
  return Math.abs(value) >= 10 ? value.toFixed(1) : value.toFixed(2);
}

function widthsOf(rows: readonly (readonly string[])[]): number[] {
  const columns = Math.max(...rows.map((row) => row.length));
  return Array.from(
    { length: columns },
    (_, index) => Math.max(3, ...rows.map((row) => row[index]?.length ?? 0)),
  );
}

function targetOf(key: string): Target | undefined {
  return (targets as Readonly<Record<string, Target>>)[key];
}

function ratioOf({ value, yardstick }: Figure): number | null {
  return yardstick === undefined || yardstick.value === 0 ? null : value / yardstick.value;
}

function shownRatio(figure: Figure): string {
  const ratio = ratioOf(figure);
  return ratio === null ? "" : `${ratio.toFixed(2)}x ${figure.yardstick?.label ?? ""}`;
}

function shownTarget({ of, at_most, at_least }: Target, unit: string): string {
  const limit = at_most === undefined ? `>= ${at_least}` : `<= ${at_most}`;
  return `${limit}${of === "ratio" ? "x" : ` ${unit}`}`;
}
