// The worker of the benchmark: one update for each base URL, without a wait after a 429.

import { createInterface } from "node:readline";

for await (const url of createInterface({ input: process.stdin })) {
  const reply = await fetch(`${url}/api/v1/contacts/66e34b81740c50074e3d1bd4`, {
    method: "PATCH",
    headers: { "x-api-key": "demo", "content-type": "application/json" },
    body: '{"title":"Novelist"}',
  });
  await reply.text();
  console.log(JSON.stringify({ url, ok: true }));
}
