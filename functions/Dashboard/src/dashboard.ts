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
  const state = document.querySelector<HTMLElement>(".explore__state")!;
  const addressOf = () => {
    const chosen = [...new FormData(explorer)].filter(([, value]) => value !== "") as [string, string][];
    return `${location.pathname}?${new URLSearchParams(chosen)}`;
  };
  let asking = new AbortController();
  const show = async (address: string) => {
    asking.abort(); // only the last choice counts, however late an earlier answer comes
    const { signal } = (asking = new AbortController());
    const result = document.getElementById("result")!;
    const slow = setTimeout(() => {
      state.textContent = state.dataset.waiting!;
      result.setAttribute("aria-busy", "true");
    }, 400);
    try {
      const answer = await fetch(address, { headers: { accept: "text/html" }, signal });
      if (!answer.ok) throw new Error(`${address} gave ${answer.status}.`);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      // Another measure has other choices: the form is the server's, too, but what has the focus stays.
      for (const id of ["result", "choices", "faults"]) {
        const [was, is] = [document.getElementById(id)!, page.getElementById(id)!];
        const focused = document.activeElement?.id;
        was.replaceWith(is);
        if (focused && was.querySelector(`#${focused}`)) document.getElementById(focused)?.focus();
      }
      state.textContent = "";
      void drawCharts(document.getElementById("result")!);
    } catch (wrong) {
      if (!signal.aborted) state.textContent = state.dataset.failed!;
    } finally {
      clearTimeout(slow);
      if (!signal.aborted) document.getElementById("result")!.removeAttribute("aria-busy");
    }
  };
  explorer.addEventListener("change", () => {
    const address = addressOf();
    history.pushState(null, "", address);
    void show(address);
  });
  addEventListener("popstate", () => location.reload());
}
