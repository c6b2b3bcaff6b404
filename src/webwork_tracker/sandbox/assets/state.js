// The present state as tables: tasks and viewers first, then what they refer to.

import { byId, element } from "./dom.js";
import { json, openapi } from "./server.js";

const MOST_ROWS = 200;
let before;

export async function refresh() {
  const [{ clock, ...state }, contract] = await Promise.all([json("state"), openapi()]);
  byId("clock").textContent = clock;
  // Drawn again only when something is different: what somebody has selected stays selected.
  const now = JSON.stringify(state);
  if (now === before) return;
  before = now;
  byId("settings").textContent = settings(state);
  byId("tables").replaceChildren(
    table("Tasks", state.tasks, taskColumns(contract), state.totals?.tasks),
    table("Project viewers", state.viewers, VIEWER_COLUMNS, state.totals?.viewers),
    table("Users", state.users, USER_COLUMNS),
    element("p", { class: "quiet" }, "To act as one of them, enter their token under Authorize; any other token is the owner's."),
    table("Projects", state.projects),
    table("Workspaces", state.workspaces),
  );
}

const taskColumns = (contract) => ({
  ID: (task) => task.id,
  Title: (task) => task.title,
  Project: (task) => task.project_id,
  Status: (task) => code(contract, "TaskStatus", task.status),
  Priority: (task) => code(contract, "TaskPriority", task.priority),
  Start: (task) => task.start_date,
  End: (task) => task.end_date,
  Assignees: (task) => list(task.assignees, (person) => person.firstname ?? person.id ?? person),
});

const VIEWER_COLUMNS = {
  ID: (viewer) => viewer.id,
  Name: (viewer) => [viewer.firstname, viewer.lastname].filter(Boolean).join(" "),
  "E-mail": (viewer) => viewer.email,
  Status: (viewer) => viewer.status,
  "Member since": (viewer) => viewer.member_since,
  Projects: (viewer) => list(viewer.projects, (project) => project.project_name ?? project.name ?? project),
};

const USER_COLUMNS = {
  ID: (user) => user.id,
  Name: VIEWER_COLUMNS.Name,
  "E-mail": (user) => user.email,
  Role: (user) => list(user.memberships, (membership) => membership.role),
  Token: (user) => element("code", {}, `sandbox-user-${user.id}`),
};

/** A table of the newest rows; without columns of its own, one for each key that is not an object. */
function table(title, rows = [], columns = plainColumns(rows), total = rows.length) {
  const id = `table-${title.toLowerCase().replaceAll(" ", "-")}`;
  const heading = element("h3", { id }, title, " ", element("span", { class: "count" }, total));
  if (rows.length === 0) return element("div", {}, heading, element("p", { class: "quiet" }, "None."));
  const names = Object.keys(columns);
  // On a phone the rows become blocks; the roles say that they are a table all the same.
  const body = rows.slice(-MOST_ROWS).map((row) => tableRow(row, names, columns));
  const head = names.map((name) => element("th", { scope: "col", role: "columnheader" }, name));
  const made = element(
    "table",
    { class: "rows", "aria-labelledby": id, role: "table" },
    element("thead", { role: "rowgroup" }, element("tr", { role: "row" }, ...head)),
    element("tbody", { role: "rowgroup" }, ...body),
  );
  const more = total > body.length ? element("p", { class: "quiet" }, `The newest ${body.length} of ${total}.`) : null;
  return element("div", {}, heading, made, more);
}

function tableRow(row, names, columns) {
  const gone = Boolean(row.deleted_at);
  const cells = names.map((name, i) => {
    const value = columns[name](row);
    const shown = value === null || value === undefined || value === "" ? "–" : value;
    const mark = gone && i === 1 ? element("span", { class: "gone" }, "deleted") : null;
    return element("td", { role: "cell", "data-column": name }, element("span", {}, shown, mark));
  });
  return element("tr", { role: "row", class: gone ? "deleted" : null }, ...cells);
}

function plainColumns(rows) {
  const names = new Set(rows.flatMap((row) => Object.keys(row).filter((name) => typeof row[name] !== "object")));
  return Object.fromEntries([...names].map((name) => [label(name).replace(/\bid$/i, "ID"), (row) => row[name]]));
}

const label = (name) => name[0].toUpperCase() + name.slice(1).replaceAll("_", " ");
const list = (items, show) => (items ?? []).map(show).join(", ");

/** A code with its name, as the contract calls it: `10 Doing`. */
function code(contract, schema, value) {
  const { enum: codes = [], "x-enum-varnames": names = [] } = contract.components?.schemas?.[schema] ?? {};
  const name = names[codes.indexOf(value)];
  return name ? `${value} ${name[0]}${name.slice(1).toLowerCase()}` : value;
}

function settings(state) {
  const values = {
    WEBWORK_BASE_URL: `${location.origin}/api/v2`,
    WEBWORK_TOKEN: "sandbox-token",
    WEBWORK_WORKSPACE_ID: state.workspaces?.[0]?.id ?? 1,
    WEBWORK_PROJECT_ID: state.projects?.[0]?.id ?? 100,
  };
  return Object.entries(values)
    .map(([name, value]) => `export ${name}=${value}`)
    .join("\n");
}
