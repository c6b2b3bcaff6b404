// The live log of requests, newest first; each opens to show headers, bodies and the curl command that repeats it.

import { byId, copyable, element, readable } from "./dom.js";
import { json } from "./server.js";

const MOST_ENTRIES = 500;
const MOST_TEXT = 100_000;
let entries = [];

/** Ask for what is new. The newest known entry is asked for again: if it is not there, the log began anew. */
export async function refresh() {
  const newest = entries.at(-1);
  const answer = await since(newest ? newest.id - 1 : 0);
  if (newest === undefined) return add(answer);
  if (same(answer[0], newest)) return add(answer.slice(1));
  restart();
  add(await since(0));
}

const since = async (id) => (await json(`requests?after=${id}`)).requests;
const same = (one, other) => ["id", "at", "method", "path", "status"].every((name) => one?.[name] === other[name]);

export function start() {
  byId("filter").addEventListener("input", filter);
  byId("pause").addEventListener("click", pause);
  summarise();
}

function restart() {
  entries = [];
  byId("log").replaceChildren();
  summarise();
}

function add(fresh) {
  if (fresh.length === 0) return;
  const made = fresh.map((entry) => ({ ...entry, node: node(entry), words: words(entry) }));
  entries = [...entries, ...made].slice(-MOST_ENTRIES);
  if (!paused()) draw();
  summarise();
}

function draw() {
  const list = byId("log");
  const known = new Set(list.children);
  const kept = new Set(entries.map((entry) => entry.node));
  for (const item of known) if (!kept.has(item)) item.remove();
  list.prepend(...entries.map((entry) => entry.node).filter((item) => !known.has(item)).reverse());
  filter();
}

function summarise() {
  const count = byId("request-count");
  count.textContent = entries.length;
  count.hidden = entries.length === 0;
  const last = byId("last-request");
  const newest = entries.at(-1);
  last.hidden = newest === undefined;
  if (newest) last.textContent = `Last: ${newest.method} ${newest.path} → ${newest.status ?? "reset"} in ${duration(newest)}`;
  note();
}

function node(entry) {
  const target = entry.path + (entry.query ? `?${entry.query}` : "");
  const summary = element(
    "summary",
    { class: "line" },
    element("time", { datetime: entry.at }, clockTime(entry.at)),
    element("span", { class: "method", "data-method": entry.method }, entry.method),
    element("span", { class: "target" }, target, entry.fault ? fault(entry) : null),
    element("span", { class: "status", "data-kind": Math.floor((entry.status ?? 500) / 100) }, entry.status ?? "reset"),
    element("span", { class: "took" }, duration(entry)),
  );
  const details = element("details", {}, summary);
  // Made when it is first opened: most never are.
  details.addEventListener("toggle", () => details.append(inside(entry)), { once: true });
  return element("li", {}, details);
}

const fault = (entry) => element("span", { class: "fault" }, `fault: ${entry.fault}`);

function inside(entry) {
  return element(
    "div",
    { class: "exchange" },
    element("p", { class: "quiet" }, `${entry.operation_id ?? "No operation of the API"}, at ${entry.at}`),
    side("Request", entry.request),
    side("Response", entry.response),
    element("h3", {}, "Again, with curl"),
    copyable(entry.curl, "curl command"),
  );
}

function side(title, { headers, body } = {}) {
  const lines = Object.entries(headers ?? {}).map(([name, value]) =>
    element("div", {}, element("dt", {}, name), element("dd", {}, value)),
  );
  const whole = readable(body);
  const cut = whole.length > MOST_TEXT ? `${whole.slice(0, MOST_TEXT)}\n… ${whole.length - MOST_TEXT} characters more` : whole;
  const label = `Body of the ${title.toLowerCase()}`;
  return element(
    "section",
    {},
    element("h3", {}, title),
    element("details", {}, element("summary", {}, lines.length === 1 ? "1 header" : `${lines.length} headers`), element("dl", {}, ...lines)),
    cut ? element("pre", { class: "text", tabindex: 0, "aria-label": label }, cut) : element("p", { class: "quiet" }, "No body."),
  );
}

function filter() {
  const wanted = byId("filter").value.toLowerCase().split(/\s+/).filter(Boolean);
  for (const entry of entries) entry.node.hidden = !wanted.every((word) => entry.words.includes(word));
  note();
}

function note() {
  const hidden = entries.filter((entry) => entry.node.hidden).length;
  const waiting = entries.filter((entry) => !entry.node.isConnected).length;
  const parts = [
    entries.length === 0 ? "No request yet: try one in the API reference, or point a client here." : "",
    hidden > 0 ? `${entries.length - hidden} of ${entries.length} shown.` : "",
    waiting > 0 ? `${waiting} new since the pause.` : "",
  ];
  const sentence = parts.filter(Boolean).join(" ");
  if (byId("requests-note").textContent !== sentence) byId("requests-note").textContent = sentence;
}

function pause() {
  byId("pause").setAttribute("aria-pressed", String(!paused()));
  if (!paused()) draw();
}

const paused = () => byId("pause").getAttribute("aria-pressed") === "true";
const words = (entry) => `${entry.method} ${entry.path}?${entry.query} ${entry.operation_id} ${entry.status ?? "reset"} ${entry.fault ? `fault ${entry.fault}` : ""}`.toLowerCase();
const duration = ({ milliseconds: ms }) => (ms < 10 ? `${ms.toFixed(1)} ms` : `${Math.round(ms)} ms`);
const clockTime = (at) => /\d\d:\d\d:\d\d/.exec(at)?.[0] ?? at;
