// Charts are drawn from the tables beside them: what is drawn is what is written. Nothing is fetched.
import * as Plot from "@observablehq/plot";

type Point = { at: Date | string; series: string; role: string; value: number; low: number; high: number; status: string; label: string; shown: string };

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
      shown: cell.querySelector(".figure")?.textContent ?? "",
    }));
  });
}

/** Ticks are written as the figures are. */
const tick = (figure: HTMLElement) => (value: number) =>
  figure.dataset.format?.includes("%") ? `${+(value * 100).toFixed(1)} %` : value.toLocaleString("en-GB");
const unitOf = (figure: HTMLElement) => (figure.dataset.format?.includes("%") ? null : figure.dataset.unit);

const dash: Record<string, string | undefined> = { observed: undefined, expected: "6 4", before: "2 3", target: "1 3", fifth: "8 3 2 3", sixth: "12 4" };
const ink: Record<string, string> = { observed: "var(--ink-1)", expected: "var(--ink-2)", before: "var(--ink-3)", target: "var(--ink-4)", fifth: "var(--ink-5)", sixth: "var(--ink-6)" };
const why: Record<string, [mark: string, word: string]> = { suppressed: ["c", "[c] hidden"], missing: ["x", "[x] missing"], not_offered: ["z", "[z] not offered"] };

/** A name as a chart has room for; the table beside it has the whole. */
const short = (name: string, most: number) => (name.length > most ? `${[...name].slice(0, most - 1).join("")}…` : name);

function lines(figure: HTMLElement, points: Point[], width: number) {
  const dated = points[0]?.at instanceof Date;
  const marked = [...figure.querySelectorAll<HTMLElement>("[data-break]")].map((note) => ({ day: place(note.dataset.on!), isBreak: note.dataset.break === "yes" }));
  const breaks = marked.filter((mark) => mark.isBreak).map((mark) => mark.day);
  const series = [...new Set(points.map((point) => point.series))];
  const isTurning = points.some((point) => point.value < 0) && points.some((point) => point.value > 0);
  const marks: Plot.Markish[] = [Plot.gridY({ stroke: "currentColor", strokeOpacity: 0.15 }), Plot.ruleX(marked, { x: "day", stroke: "currentColor", strokeDasharray: "2 2" })];
  if (isTurning) marks.push(Plot.ruleY([0], { stroke: "currentColor" }));
  for (const name of series) {
    const own = points.filter((point) => point.series === name);
    const role = own[0].role;
    if (own.some((point) => !Number.isNaN(point.low)))
      marks.push(Plot.areaY(own, { x: "at", y1: "low", y2: "high", fill: ink[role], fillOpacity: 0.15, curve: "linear" }));
    // A gap is a gap: a value that is not there is never joined across, nor is a break.
    marks.push(Plot.lineY(own, { x: "at", y: "value", z: (point: Point) => breaks.filter((day) => day <= point.at).length, stroke: ink[role], strokeWidth: 2, strokeDasharray: dash[role] }));
    // A value between two that are not there has no line to be seen by.
    const alone = own.filter((point, at) => !Number.isNaN(point.value) && Number.isNaN(own[at - 1]?.value ?? NaN) && Number.isNaN(own[at + 1]?.value ?? NaN));
    marks.push(Plot.dot(alone, { x: "at", y: "value", fill: ink[role], r: 3 }));
    marks.push(Plot.dot(own.filter((point) => point.status === "provisional" || point.status === "stale"), { x: "at", y: "value", stroke: ink[role], fill: "var(--paper)", r: 4 }));
  }
  const beside = series.length > 1 && series.length < 4 && width >= 480;
  if (beside) marks.push(...names(points, series));
  const gone = points.filter((point) => Number.isNaN(point.value) && point.role === "observed");
  marks.push(Plot.text(gone, { x: "at", frameAnchor: "bottom", text: (point: Point) => why[point.status]?.[0] ?? "", dy: -2, fill: "currentColor" }));
  const picture = Plot.plot({
    width, height: 280, marginTop: 30, marginBottom: 44, marginLeft: 60, marginRight: beside ? 150 : 20,
    x: dated ? { type: "utc", label: null, ticks: Math.max(2, Math.round(width / 90)) } : { type: "point", label: null },
    y: { label: unitOf(figure), tickFormat: tick(figure), nice: true }, marks,
  });
  if (series.length < 2 || beside) return picture;
  const box = document.createElement("div"); // no room beside the lines for their names, which stand above
  box.append(key(points, series), picture);
  return box;
}

/** Which line is which, drawn as the line is. */
function key(points: Point[], series: string[]) {
  const list = document.createElement("ul");
  list.className = "key";
  for (const name of series) {
    const role = points.find((point) => point.series === name)!.role;
    const item = document.createElement("li");
    item.append(Plot.plot({ width: 36, height: 14, margin: 1, axis: null, x: { domain: [0, 1] }, y: { domain: [0, 1] }, marks: [Plot.line([[0, 0.5], [1, 0.5]], { stroke: ink[role], strokeWidth: 2, strokeDasharray: dash[role] })] }), ` ${short(name, 60)}`);
    list.append(item);
  }
  return list;
}

/** Names beside the ends of lines, each moved down as far as the one above it needs. */
function names(points: Point[], series: string[]) {
  const ends = series.map((name) => points.filter((point) => point.series === name && !Number.isNaN(point.value)).at(-1)).filter((end) => end !== undefined);
  ends.sort((one, other) => other.value - one.value);
  const values = points.flatMap((point) => [point.value, point.low, point.high]).filter((value) => !Number.isNaN(value));
  const [low, high] = [Math.min(...values), Math.max(...values)];
  let free = -Infinity;
  return ends.map((end) => {
    const own = (200 * (high - end.value)) / (high - low || 1);
    const at = Math.max(own, free);
    const name = short(end.series, 36);
    free = at + 18 * Math.ceil(name.length / 18) + 2;
    return Plot.text([end], { x: "at", y: "value", text: () => name, textAnchor: "start", lineAnchor: "top", dx: 8, dy: at - own - 8, lineWidth: 11, fill: ink[end.role] });
  });
}

function bars(figure: HTMLElement, points: Point[], width: number) {
  const room = Math.min(220, width / 2);
  const labels = new Map(points.map((point) => [point.at as string, short(point.label, Math.floor(room / 7.5))]));
  return Plot.plot({
    width, height: 56 + 28 * points.length, marginTop: 6, marginBottom: 44, marginLeft: room, marginRight: 60,
    x: { labelAnchor: "center", domain: figure.dataset.most ? [0, Number(figure.dataset.most)] : undefined, zero: true, label: unitOf(figure), tickFormat: tick(figure), nice: !figure.dataset.most, ticks: Math.max(2, Math.round((width - room) / 90)) },
    y: { label: null, domain: points.map((point) => point.at), tickFormat: (at: string) => labels.get(at)! },
    marks: [
      Plot.ruleX([0]),
      Plot.barX(points.filter((point) => !Number.isNaN(point.value)), { x: "value", y: "at", fill: "var(--ink-1)" }), // none, and not one of no width, for what is not there
      Plot.ruleY(points, { x1: "low", x2: "high", y: "at", stroke: "currentColor" }),
      Plot.text(points, { x: (point: Point) => (Number.isNaN(point.high) ? point.value : Math.max(point.value, point.high)), y: "at", text: "shown", dx: 6, textAnchor: "start" }),
      Plot.text(points.filter((point) => Number.isNaN(point.value)), { x: 0, y: "at", dx: 6, textAnchor: "start", text: (point: Point) => why[point.status]?.[1] ?? "" }),
    ],
  });
}

/** How often what was found: a dot each, at its value; what is asked about is larger, full and named. */
function dots(figure: HTMLElement, points: Point[], width: number) {
  const found = points.filter((point) => !Number.isNaN(point.value));
  const now = found.filter((point) => point.role === "observed");
  return Plot.plot({
    width, height: 190, marginLeft: 20, marginRight: 20, marginBottom: 40, marginTop: 30,
    x: { label: figure.dataset.unit, labelAnchor: "center", tickFormat: tick(figure), nice: true, ticks: Math.max(2, Math.round(width / 90)) },
    marks: [
      Plot.ruleX([0], { stroke: "currentColor", strokeOpacity: 0.5 }),
      Plot.dot(found, Plot.dodgeY({ x: "value", r: 4, stroke: (point: Point) => ink[point.role], fill: (point: Point) => (point.role === "observed" ? ink.observed : "var(--paper)") })),
      Plot.ruleX(now, { x: "value", stroke: ink.observed, strokeWidth: 2 }),
      Plot.text(now, { x: "value", frameAnchor: "top", dy: -16, text: "series", fill: ink.observed, fontWeight: "bold", textAnchor: "middle" }),
    ],
  });
}

const drawn: Record<string, (figure: HTMLElement, points: Point[], width: number) => Element> = { bar: bars, dots, line: lines, band: lines };

/** Draws every chart of a part of the page, at its present width, and again when that changes. */
export function draw(root: ParentNode) {
  for (const figure of root.querySelectorAll<HTMLElement>("[data-chart]")) {
    const picture = figure.querySelector<HTMLElement>(".chart__picture")!;
    const points = pointsOf(figure);
    let width = 0;
    new ResizeObserver(() => {
      if (picture.clientWidth === width || picture.clientWidth === 0) return;
      width = picture.clientWidth;
      picture.replaceChildren(drawn[figure.dataset.chart!](figure, points, width));
    }).observe(picture);
  }
}
