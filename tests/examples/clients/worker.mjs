// Runs a client once, or with --worker for `mock-apollo fuzz client --worker`: it reads a base URL a line, and writes a
// verdict a line, which names its case by the base URL.

import { createInterface } from "node:readline";

const key = process.env.MOCK_APOLLO_KEY ?? "demo";

export async function run(update, ApolloRefused) {
  if (!process.argv.includes("--worker")) {
    try {
      console.log(await update(process.env.APOLLO_API_BASE_URL, key, "Novelist"));
    } catch (error) {
      if (!(error instanceof ApolloRefused)) throw error;
      console.error(`Apollo refused: ${error.message}`);
      process.exitCode = 1;
    }
    return;
  }
  for await (const url of createInterface({ input: process.stdin })) {
    let verdict = { url, ok: true };
    try {
      await update(url, key, "Novelist");
    } catch (error) {
      verdict = { url, ok: false, refused: error instanceof ApolloRefused, error: `${error.name}: ${error.message}` };
    }
    console.log(JSON.stringify(verdict));
  }
}
