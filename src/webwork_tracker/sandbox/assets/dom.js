// Builds elements. What comes from requests only ever becomes text here, never markup.

export const byId = (id) => document.getElementById(id);

/** An element; `attributes` are set as they are, functions become listeners, strings and numbers become text. */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") made.addEventListener(name, value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(name, String(value));
  }
  made.append(...children.filter((child) => child !== null).map((child) => (child instanceof Node ? child : String(child))));
  return made;
}

/** Text that can be copied, with its button. */
export function copyable(text, label) {
  const pre = element("pre", { class: "text", tabindex: 0, "aria-label": label }, text);
  const button = element("button", { type: "button", "aria-label": `Copy: ${label}` }, "Copy");
  button.addEventListener("click", () => copy(pre, button));
  return element("div", { class: "copyable" }, pre, button);
}

/** Puts an element's text on the clipboard, or selects it where pages may not (plain HTTP from another machine). */
export async function copy(source, button) {
  try {
    await navigator.clipboard.writeText(source.textContent);
    button.textContent = "Copied";
  } catch {
    getSelection().selectAllChildren(source);
    button.textContent = "Selected";
  }
  setTimeout(() => (button.textContent = "Copy"), 1500);
}

/** JSON laid out to be read. Left as it came where parsing it would change a number. */
export function readable(body) {
  if (body === null || body === undefined || body === "") return "";
  if (typeof body !== "string") return JSON.stringify(body, null, 2);
  if (/\d{16}/.test(body)) return body;
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}
