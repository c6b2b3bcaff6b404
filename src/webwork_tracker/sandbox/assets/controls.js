// The buttons that change the sandbox: clock and reset. What goes wrong is said in one place.

import { byId } from "./dom.js";
import { text } from "./server.js";

const problem = byId("problem");

/** Do something to the sandbox, say what went wrong, and have everything on the page asked for again. */
export async function act(path, options) {
  problem.hidden = true;
  try {
    await text(path, options);
    return true;
  } catch (error) {
    problem.textContent = error instanceof TypeError ? "The sandbox cannot be reached." : error.message;
    problem.hidden = false;
    return false;
  } finally {
    document.dispatchEvent(new Event("news"));
  }
}

export function start() {
  byId("tick").addEventListener("submit", (event) => {
    event.preventDefault();
    act("clock", { method: "POST", body: { tick: byId("seconds").valueAsNumber } });
  });
  byId("reset").addEventListener("click", () => {
    if (confirm("Reset tasks, viewers and everything else to what the sandbox began with?")) act("reset", { method: "POST" });
  });
  byId("clear").addEventListener("click", () => act("requests", { method: "DELETE" }));
}
