// Charts are drawn from the tables beside them: what is drawn is what is written. Nothing is fetched.
import * as Plot from "@observablehq/plot";

type Point = { at: Date | string; series: string; role: string; value: number; low: number; high: number; status: string; label: string };

const number = (text: string | undefined) => (text === undefined || text === "" ? NaN : Number(text));
const place = (text: string) => (/^\d{4}-\d\d-\d\d$/.test(text) ? new Date(`${text}T00:00:00Z`) : text);

function pointsOf(figure: HTMLElement): Point[] {
  const heads = [...figure.querySelectorAll<HTMLElement>("thead [data-series]")];
  return [...figure.querySelectorAll<HTMLTableRowElement>("tbody tr")].flatMap((row) => {
    const head = row.querySelector<HTMLElement>("[data-at]")!;
    return [...row.querySelectorAll<HTMLElement>("td")].map((cell, column) => ({
      at: place(head.dataset.at!),
      label: head.textContent!.trim(),
      series: heads[column].dataset.series!,
      role: heads[column].dataset.role!,
      value: number(cell.dataset.value),
      low: number(cell.dataset.low),
      high: number(cell.dataset.high),
      status: cell.dataset.status ?? "ok",
    }));
  });
}

/** Ticks are written as the figures are. */
const tick = (figure: HTMLElement) => (value: number) =>
  figure.dataset.format?.includes("%") ? `${+(value * 100).toFixed(1)} %` : value.toLocaleString("en-GB");
const unitOf = (figure: HTMLElement) => (figure.dataset.format?.includes("%") ? null : figure.dataset.unit);

const dash: Record<string, string | undefined> = { observed: undefined, expected: "6 4", before: "2 3", target: "1 3" };
const ink: Record<string, string> = { observed: "var(--ink-1)", expected: "var(--ink-2)", before: "var(--ink-3)", target: "var(--ink-4)" };

function lines(figure: HTMLElement, points: Point[], width: number) {
  const dated = points[0]?.at instanceof Date;
  const breaks = [...figure.querySelectorAll<HTMLElement>("[data-break]")].map((note) => place(note.dataset.break!));
  const series = [...new Set(points.map((point) => point.series))];
  const marks: Plot.Markish[] = [Plot.gridY({ stroke: "currentColor", strokeOpacity: 0.15 }), Plot.ruleX(breaks, { stroke: "currentColor", strokeDasharray: "2 2" })];
  for (const name of series) {
    const own = points.filter((point) => point.series === name);
    const role = own[0].role;
    if (own.some((point) => !Number.isNaN(point.low)))
      marks.push(Plot.areaY(own, { x: "at", y1: "low", y2: "high", fill: ink[role], fillOpacity: 0.15, curve: "linear" }));
    // A gap is a gap: a value that is not there is never joined across, nor is a break.
    marks.push(Plot.lineY(own, { x: "at", y: "value", z: (point: Point) => breaks.filter((day) => day <= point.at).length, stroke: ink[role], strokeWidth: 2, strokeDasharray: dash[role] }));
    marks.push(Plot.dot(own.filter((point) => point.status === "provisional" || point.status === "stale"), { x: "at", y: "value", stroke: ink[role], fill: "var(--paper)", r: 4 }));
  }
  if (series.length > 1) marks.push(...names(points, series));
  const gone = points.filter((point) => Number.isNaN(point.value) && point.role === "observed");
  marks.push(Plot.text(gone, { x: "at", frameAnchor: "bottom", text: (point: Point) => ({ suppressed: "c", missing: "x", not_offered: "z" })[point.status] ?? "", dy: -2, fill: "currentColor" }));
  return Plot.plot({ width, height: 280, marginLeft: 60, marginRight: series.length > 1 ? 150 : 20, x: dated ? { type: "utc", label: null } : { type: "point", label: null }, y: { zero: figure.dataset.chart === "bar", label: unitOf(figure), tickFormat: tick(figure), nice: true }, marks });
}

/** Names beside the ends of lines, apart from each other: each is moved away from its neighbour by as much as they are too close. */
function names(points: Point[], series: string[]) {
  const ends = series.map((name) => points.filter((point) => point.series === name && !Number.isNaN(point.value)).at(-1)).filter((end) => end !== undefined);
  ends.sort((one, other) => other.value - one.value);
  const values = points.map((point) => point.value).filter((value) => !Number.isNaN(value));
  const line = (Math.max(...values) - Math.min(...values)) / 12 || 1;
  return ends.map((end, at) => {
    const above = ends.slice(0, at).filter((other) => other.value - end.value < line).length;
    return Plot.text([end], { x: "at", y: "value", text: "series", textAnchor: "start", dx: 8, dy: above * 16 - (ends.length > 1 ? 4 : 0), lineWidth: 11, fill: ink[end.role] });
  });
}

function bars(figure: HTMLElement, points: Point[], width: number) {
  return Plot.plot({
    width, height: 40 + 28 * points.length, marginLeft: Math.min(220, width / 2), x: { zero: true, label: unitOf(figure), tickFormat: tick(figure), nice: true }, y: { label: null, domain: points.map((point) => point.label) },
    marks: [
      Plot.ruleX([0]),
      Plot.barX(points, { x: "value", y: "label", fill: "var(--ink-1)" }),
      Plot.ruleY(points, { x1: "low", x2: "high", y: "label", stroke: "currentColor" }),
      Plot.text(points.filter((point) => Number.isNaN(point.value)), { x: 0, y: "label", dx: 6, textAnchor: "start", text: (point: Point) => ({ suppressed: "[c] hidden", missing: "[x] missing", not_offered: "[z] not offered" })[point.status] ?? "" }),
    ],
  });
}

/** Draws every chart of a part of the page, at its present width, and again when that changes. */
export function draw(root: ParentNode) {
  for (const figure of root.querySelectorAll<HTMLElement>("[data-chart]")) {
    const picture = figure.querySelector<HTMLElement>(".chart__picture")!;
    const points = pointsOf(figure);
    figure.querySelector("details")?.removeAttribute("open");
    new ResizeObserver(() => {
      const width = picture.clientWidth;
      if (width > 0) picture.replaceChildren(figure.dataset.chart === "bar" ? bars(figure, points, width) : lines(figure, points, width));
    }).observe(picture);
  }
  for (const cell of root.querySelectorAll<HTMLElement>("[data-spark]")) spark(cell);
}

function spark(cell: HTMLElement) {
  const values = cell.dataset.spark!.split(" ").map((text, at) => ({ at, value: text === "-" ? NaN : Number(text) }));
  if (values.every((point) => Number.isNaN(point.value))) return;
  const picture = Plot.plot({
    width: 120, height: 32, margin: 4, axis: null, y: { nice: true },
    marks: [
      cell.dataset.target ? Plot.ruleY([Number(cell.dataset.target)], { stroke: "currentColor", strokeDasharray: "2 2" }) : null,
      Plot.lineY(values, { x: "at", y: "value", stroke: "var(--ink-1)", strokeWidth: 2 }),
      Plot.dot(values.slice(-1), { x: "at", y: "value", stroke: "var(--ink-1)", fill: "var(--paper)", r: 3 }),
    ],
  });
  picture.setAttribute("aria-hidden", "true");
  cell.append(picture);
}
