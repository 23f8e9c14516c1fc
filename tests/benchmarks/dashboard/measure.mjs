// Opens the pages at the address given and prints what it measured as JSON.
import lighthouse, { desktopConfig } from "lighthouse";
import puppeteer from "puppeteer-core";

const address = process.argv[2];
const browser = await puppeteer.launch({ executablePath: process.env.CHROME_PATH, args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"] });
const ordered = (values) => [...values].sort((one, other) => one - other);
const median = (values) => ordered(values)[Math.floor(values.length / 2)];

async function opened(path) {
  const context = await browser.createBrowserContext(); // nothing cached
  const page = await context.newPage();
  await page.setViewport({ width: 1200, height: 900 });
  await page.goto(address + path, { waitUntil: "load" });
  return page;
}

// The figures are in the page itself: they are there once it is read and first painted.
const openings = [];
for (let turn = 0; turn < 18; turn++) {
  const page = await opened("");
  openings.push(await page.evaluate(async () => {
    const told = (type) => new Promise((done) => {
      new PerformanceObserver((list) => done(list.getEntries())).observe({ type, buffered: true });
      setTimeout(() => done([]), 300);
    });
    const [navigation] = performance.getEntriesByType("navigation");
    const painted = (await told("paint")).find((entry) => entry.name === "first-contentful-paint").startTime;
    if (!document.querySelector(".objectives td .figure")) throw new Error("There is no figure on the overview.");
    return {
      figures: Math.max(painted, navigation.domInteractive),
      bytes: [navigation, ...performance.getEntriesByType("resource")].reduce((all, entry) => all + entry.transferSize, 0),
      shift: (await told("layout-shift")).reduce((all, entry) => all + entry.value, 0),
    };
  }));
  await page.browserContext().close();
}
const warm = openings.slice(3);

const explorer = await opened("explore?measure=bookings&level=service_area&service=service-00&area=E05001000");
const choices = await explorer.evaluate(async () => {
  const times = [];
  for (let turn = 0; turn < 44; turn++) {
    const choice = document.getElementById(turn % 2 ? "service" : "area");
    const before = document.querySelector("#result");
    choice.selectedIndex = 1 + (turn * 7) % (choice.options.length - 1);
    const from = performance.now();
    const drawn = new Promise((done) => {
      const watch = new MutationObserver(() => {
        const now = document.querySelector("#result");
        if (now === before || !now.querySelector(".chart__picture svg:not(.room)")) return;
        watch.disconnect();
        done(performance.now() - from);
      });
      watch.observe(document.body, { childList: true, subtree: true });
    });
    choice.dispatchEvent(new Event("change", { bubbles: true }));
    times.push(await drawn);
  }
  return times.slice(4);
});
await explorer.browserContext().close();

const judged = {};
for (const [name, path] of [["overview", ""], ["a campaign", "campaigns/campaign-1"], ["the explorer", "explore?measure=bookings&level=service&service=service-03"]]) {
  const page = await browser.newPage();
  const { lhr } = await lighthouse(address + path, { onlyCategories: ["performance", "accessibility", "best-practices"], logLevel: "error", throttlingMethod: "provided" }, desktopConfig, page);
  judged[name] = Object.fromEntries(Object.values(lhr.categories).map((category) => [category.title, Math.round(category.score * 100)]));
  if (process.env.WHY) for (const audit of Object.values(lhr.audits)) if (audit.score !== null && audit.score < 1) console.error(name, audit.id, audit.score, audit.displayValue ?? "", JSON.stringify(audit.details?.items?.slice(0, 2) ?? "").slice(0, 300));
  await page.close();
}
await browser.close();
console.log(JSON.stringify({
  figures: median(warm.map((one) => one.figures)), bytes: median(warm.map((one) => one.bytes)), shift: Math.max(...warm.map((one) => one.shift)),
  choice: median(choices), choices: ordered(choices)[Math.floor(choices.length * 0.9)], lighthouse: judged,
}));
