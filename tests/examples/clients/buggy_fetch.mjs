// A client on Node's fetch with three bugs; it retries after a 429.

import { run } from "./worker.mjs";

const CONTACT = "66e34b81740c50074e3d1bd4";

export class ApolloRefused extends Error {}

async function update(url, key, title) {
  const reply = await fetch(`${url}/api/v1/contacts/${CONTACT}`, {
    method: "PATCH",
    headers: { "x-api-key": key, "content-type": "application/json" },
    body: JSON.stringify({ title }),
  });
  if (reply.status === 429) {
    const seconds = reply.headers.get("retry-after").trim(); // bug: Retry-After may be missing
    await new Promise((resolve) => setTimeout(resolve, Number(seconds) * 1000));
    return update(url, key, title);
  }
  const answer = await reply.json(); // bug: the body of a 401 is text
  if (!reply.ok) throw new ApolloRefused(answer.error);
  return answer.contact.title.toUpperCase(); // bug: a title may be null
}

await run(update, ApolloRefused);
