// Talks to the sandbox's own endpoints, which are not in its log of requests.

const PREFIX = "/__sandbox/";

/** The answer of an endpoint, as text. Throws an Error that a person can read. */
export async function text(path, { method = "GET", body } = {}) {
  const headers = body === undefined ? {} : { "content-type": "application/json" };
  const response = await fetch(PREFIX + path, {
    method,
    headers,
    body: body === undefined ? undefined : JSON.stringify(body),
    cache: "no-store",
  });
  const answer = await response.text();
  if (!response.ok) throw new Error(sentence(response, answer));
  return answer;
}

/** The same, parsed. */
export const json = async (path, options) => JSON.parse(await text(path, options));

let contract;

/** The API's document. Read once: it does not change while the sandbox runs. */
export function openapi() {
  contract ??= json("openapi.json").catch((error) => {
    contract = undefined;
    throw error;
  });
  return contract;
}

function sentence(response, answer) {
  try {
    const { message, error } = JSON.parse(answer);
    return [message, error].filter(Boolean).join(": ") || `Status ${response.status}`;
  } catch {
    return `The sandbox answered ${response.status}.`;
  }
}
