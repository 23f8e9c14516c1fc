import "./dashboard.scss";
import { createAll, Button, NotificationBanner, SkipLink, Tabs } from "govuk-frontend";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
for (const part of [Button, NotificationBanner, SkipLink, Tabs]) createAll(part as typeof Button);

/** Charts are fetched only where a page has one. */
async function drawCharts(root: ParentNode) {
  if (root.querySelector("[data-chart]")) (await import("./charts")).draw(root);
}
void drawCharts(document);

/** What is being done, as it is done; the list keeps the last lines. */
const progress = document.querySelector<HTMLElement>("[data-progress]");
if (progress) {
  let first = true;
  new EventSource("/progress").onmessage = (told) => {
    if (first) progress.replaceChildren();
    first = false;
    const line = document.createElement("li");
    line.textContent = told.data;
    progress.append(line);
    while (progress.children.length > 20) progress.firstElementChild!.remove();
  };
}

/** A form that explores: another choice asks the server for the same page again and puts its answer in, so that every state has its address. */
const explorer = document.querySelector<HTMLFormElement>("form[data-explore]");
if (explorer) {
  const show = async (address: string) => {
    const answer = await fetch(address, { headers: { accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const [was, is] = [document.getElementById("result"), page.getElementById("result")];
    if (!was || !is) return location.assign(address);
    was.replaceWith(is);
    void drawCharts(is);
  };
  explorer.addEventListener("change", () => {
    const address = `${location.pathname}?${new URLSearchParams(new FormData(explorer) as unknown as Record<string, string>)}`;
    history.pushState(null, "", address);
    void show(address);
  });
  addEventListener("popstate", () => location.reload());
}
