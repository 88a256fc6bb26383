// The client on Node's fetch with its bugs fixed.

import { run } from "./worker.mjs";

const CONTACT = "66e34b81740c50074e3d1bd4";
const MAX_CALLS = 4;

export class ApolloRefused extends Error {}

async function update(url, key, title, calls = 1) {
  const reply = await fetch(`${url}/api/v1/contacts/${CONTACT}`, {
    method: "PATCH",
    headers: { "x-api-key": key, "content-type": "application/json" },
    body: JSON.stringify({ title }),
  });
  if (reply.status === 429 && calls < MAX_CALLS) {
    const seconds = Number(reply.headers.get("retry-after") ?? 0.2 * 2 ** calls);
    await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
    return update(url, key, title, calls + 1);
  }
  if (!reply.ok) throw new ApolloRefused(await reply.text());
  const { contact } = await reply.json();
  return contact.title?.toUpperCase() ?? "without a title";
}

await run(update, ApolloRefused);
