// The page: shows one view at a time and asks the sandbox for news while somebody is looking.

import { byId, copy } from "./dom.js";
import * as controls from "./controls.js";
import * as faults from "./faults.js";
import * as log from "./log.js";
import * as reference from "./reference.js";
import * as state from "./state.js";

const SECOND = 1000;
const VIEWS = ["reference", "state", "requests", "faults"];
const connection = byId("connection");
let shown = "reference";
let timer;
let asking = false;
let again = false;

/** The view that the address names; undefined for the target of the skip link, and for what is no view. */
const named = () => VIEWS.find((view) => view === (location.hash.slice(1) || "reference"));

function show(view) {
  if (view === undefined) return;
  shown = view;
  for (const section of document.querySelectorAll("[data-view]")) section.hidden = section.dataset.view !== shown;
  for (const link of document.querySelectorAll("nav a")) {
    if (link.hash === `#${shown}`) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  const heading = document.querySelector(`[data-view="${shown}"] h2`);
  document.title = `${heading.textContent} · WebWork sandbox`;
  scrollTo(0, 0);
  poll();
}

/** Ask for news now, and then every second; less often where an answer takes long. */
async function poll() {
  clearTimeout(timer);
  if (asking) {
    again = true;
    return;
  }
  if (document.hidden) return;
  asking = true;
  const began = performance.now();
  await ask();
  asking = false;
  const pause = again ? 0 : Math.max(SECOND, 5 * (performance.now() - began));
  again = false;
  timer = setTimeout(poll, pause);
}

async function ask() {
  try {
    // Their counts are seen from everywhere.
    await Promise.all([log.refresh(), faults.refresh()]);
    await { reference, state }[shown]?.refresh();
    say("Running", "up");
  } catch (error) {
    say(error instanceof TypeError ? "Not reachable, trying again …" : error.message, "down");
  }
}

function say(words, condition) {
  // Said once, not every second: it is read aloud.
  if (connection.textContent !== words) connection.textContent = words;
  connection.dataset.condition = condition;
}

for (const button of document.querySelectorAll("[data-copies]")) {
  button.addEventListener("click", () => copy(byId(button.dataset.copies), button));
}
addEventListener("hashchange", () => show(named()));
document.addEventListener("visibilitychange", poll);
document.addEventListener("news", poll);
controls.start();
log.start();
faults.start();
show(named() ?? "reference");
