// Faults on purpose: the rules there are, and a form for the usual ones. What else a rule can have goes over HTTP.

import { act } from "./controls.js";
import { byId, element } from "./dom.js";
import { openapi, text } from "./server.js";

const EFFECTS = {
  status: { label: "answers with a status, work not done", unit: "Status", value: 503, min: 200, max: 599 },
  status_after: { label: "does the work, then answers with a status", unit: "Status", value: 500, min: 200, max: 599 },
  rate_limited: { label: "answers 429 with Retry-After" },
  latency: { label: "answers late", unit: "Seconds", value: 5, min: 0, max: 3600, step: "any" },
  reset_before: { label: "resets the connection before the work" },
  reset_after: { label: "resets the connection after the work" },
  cut_body: { label: "cuts the body off" },
  malformed_json: { label: "answers with malformed JSON" },
  unknown_enum: { label: "answers with a status nobody has heard of" },
};
const OCCASIONS = {
  always: { label: "every time" },
  nth: { label: "only the n-th time", unit: "n", value: 1, min: 1 },
  times: { label: "so many times", unit: "Times", value: 1, min: 1 },
  probability: { label: "by chance", unit: "Percent", value: 50, min: 0, max: 100, step: "any" },
};
const ABOUT_OCCASION = ["nth", "times", "probability", "seed"];
let before;

export function start() {
  const effect = choice("effect", "What happens", EFFECTS);
  const occasion = choice("occasion", "When", OCCASIONS);
  const operations = element("select", { id: "operation" }, element("option", { value: "" }, "any operation"));
  byId("fault").append(field("operation", "Operation", operations), ...effect, ...occasion, element("button", { type: "submit" }, "Add"));
  byId("fault").addEventListener("submit", (event) => {
    event.preventDefault();
    act("faults", { method: "POST", body: wish() });
  });
  offer(operations);
}

export async function refresh() {
  const answer = await text("faults");
  if (answer === before) return;
  before = answer;
  const { faults } = JSON.parse(answer);
  byId("fault-count").textContent = faults.length;
  byId("fault-count").hidden = faults.length === 0;
  byId("faults").replaceChildren(...(faults.length === 0 ? [element("p", { class: "quiet" }, "No faults.")] : list(faults)));
}

async function offer(select) {
  // Without the document, any operation is still on offer.
  const { paths } = await openapi().catch(() => ({ paths: {} }));
  const ids = Object.values(paths).flatMap((path) => Object.values(path).map((operation) => operation.operationId));
  select.append(...ids.filter(Boolean).map((id) => element("option", {}, id)));
}

/** A select, and the number that goes with what is selected, if any does. */
function choice(id, label, options) {
  const select = element("select", { id }, ...Object.entries(options).map(([value, option]) => element("option", { value }, option.label)));
  const number = element("input", { id: `${id}-value`, type: "number", required: true });
  const unit = field(number.id, "", number);
  const follow = () => {
    const { unit: name, value, min, max = "", step = "1" } = options[select.value];
    unit.hidden = number.disabled = name === undefined;
    unit.firstChild.textContent = name ?? "";
    Object.assign(number, { value: value ?? "", min: min ?? "", max, step });
  };
  select.addEventListener("change", follow);
  follow();
  return [field(id, label, select), unit];
}

const field = (id, label, control) => element("div", { class: "field" }, element("label", { for: id }, label), control);

/** The rule that the form describes, as the sandbox wants it. */
function wish() {
  const amount = (id) => byId(`${id}-value`).valueAsNumber;
  const effect = {
    status: () => ({ status: amount("effect") }),
    status_after: () => ({ status: amount("effect"), after_work: true }),
    latency: () => ({ latency: amount("effect") }),
    reset_before: () => ({ reset: "before" }),
    reset_after: () => ({ reset: "after" }),
  }[byId("effect").value] ?? (() => ({ [byId("effect").value]: true }));
  const occasion = {
    always: () => ({}),
    nth: () => ({ nth: amount("occasion") }),
    times: () => ({ times: amount("occasion") }),
    probability: () => ({ probability: amount("occasion") / 100 }),
  }[byId("occasion").value];
  const operation = byId("operation").value;
  return { ...(operation ? { operation } : {}), ...effect(), ...occasion() };
}

function list(faults) {
  const head = ["Operation", "What happens", "When", "So far", ""].map((name) => element("th", { scope: "col", role: "columnheader" }, name));
  const table = element(
    "table",
    { class: "rows", role: "table", "aria-labelledby": "faults-title" },
    element("thead", { role: "rowgroup" }, element("tr", { role: "row" }, ...head)),
    element("tbody", { role: "rowgroup" }, ...faults.map(row)),
  );
  return [table, element("button", { type: "button", class: "below", click: () => drop() }, "Remove all")];
}

function row({ id, operation, struck, ...rest }) {
  const told = (wanted) =>
    Object.entries(rest)
      .filter(([name]) => ABOUT_OCCASION.includes(name) === wanted)
      .map(([name, value]) => `${name.replaceAll("_", " ")}${value === true ? "" : ` ${typeof value === "object" ? JSON.stringify(value) : value}`}`)
      .join(", ");
  const remove = element("button", { type: "button", "aria-label": `Remove fault ${id}`, click: () => drop(id) }, "Remove");
  const cells = { Operation: operation ?? "any", "What happens": told(false), When: told(true) || "every time", "So far": `${struck} struck`, "": remove };
  return element(
    "tr",
    { role: "row" },
    ...Object.entries(cells).map(([name, value]) => element("td", { role: "cell", "data-column": name }, element("span", {}, value))),
  );
}

/** Take one rule away, or all of them. */
async function drop(id) {
  await act("faults", { method: "DELETE", body: id === undefined ? undefined : { id } });
  // The button goes as well: the keyboard goes on from the heading.
  byId("faults-title").focus();
}
