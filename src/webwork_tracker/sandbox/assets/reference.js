// The API reference with try-it-out: Swagger UI, loaded when it is first looked at, aimed at this sandbox alone.

import { byId, element } from "./dom.js";
import { openapi } from "./server.js";

const TOKEN = "sandbox-token";
let started;

export const refresh = () => (started ??= start());

async function start() {
  if (document.documentElement.dataset.swaggerUi !== "installed") return;
  byId("reference-missing").hidden = true;
  followColours();
  try {
    await load();
    show(await openapi());
  } catch (error) {
    started = undefined;
    throw error;
  }
}

function show(contract) {
  const ui = globalThis.SwaggerUIBundle({
    spec: { ...contract, servers: [{ url: here(contract), description: "This sandbox" }] },
    dom_id: "#swagger-ui",
    deepLinking: false,
    defaultModelsExpandDepth: 0,
    displayRequestDuration: true,
    docExpansion: "list",
    tryItOutEnabled: true,
    // It would show the document to a server elsewhere.
    validatorUrl: null,
    onComplete: () => authorize(ui, contract),
    responseInterceptor: (response) => {
      document.dispatchEvent(new Event("news"));
      return response;
    },
  });
}

/** The API's address at this sandbox, whatever server the document names. */
function here(contract) {
  const address = contract.servers?.[0]?.url ?? "/api/v2";
  return new URL(address, location.origin).pathname;
}

/** Any token will do here; so that the first try is not a 401, one is entered already. */
function authorize(ui, contract) {
  for (const [name, scheme] of Object.entries(contract.components?.securitySchemes ?? {})) {
    if (scheme.type === "http") ui.preauthorizeApiKey(name, TOKEN);
  }
}

/** Swagger UI does not look at the reader's preference by itself. */
function followColours() {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const follow = () => document.documentElement.classList.toggle("dark-mode", dark.matches);
  dark.addEventListener("change", follow);
  follow();
}

function load() {
  // Ours comes after theirs, so that it wins.
  for (const name of ["swagger-ui.css", "reference.css"]) {
    document.head.append(element("link", { rel: "stylesheet", href: `/__sandbox/page/${name}` }));
  }
  return new Promise((resolve, reject) => {
    const failed = () => reject(new Error("Swagger UI cannot be loaded."));
    document.head.append(element("script", { src: "/__sandbox/page/swagger-ui.js", load: resolve, error: failed }));
  });
}
