import assert from "node:assert/strict";
import { fakeServer } from "../testing/fakes.ts";
import { feedFetcher } from "./feed_address.ts";

const NOTHING_KNOWN = { etag: null, last_modified: null };
const CSV = "vin,stock\n";

Deno.test("feedFetcher() fetches a file with what it needs to ask less next time", async () => {
  await using server = fakeServer(({ headers }) => {
    if (headers.get("if-none-match") === '"v1"') return new Response(null, { status: 304 });
    return new Response(CSV, { headers: { etag: '"v1"', "last-modified": "yesterday" } });
  });
  const fetchFile = feedFetcher({ allowedOrigins: [server.url] });
  const url = `${server.url}/feeds/oak.csv?key=1`;
  const file = await fetchFile({ url, ...NOTHING_KNOWN });
  assert.ok(file.outcome === "file");
  assert.deepEqual([file.name, file.etag, file.lastModified, file.bytes.length], [
    "oak.csv",
    '"v1"',
    "yesterday",
    CSV.length,
  ]);
  const again = await fetchFile({ url, etag: file.etag, last_modified: file.lastModified });
  assert.equal(again.outcome, "unchanged");
});

Deno.test("feedFetcher() asks nothing inside, not even by a public name or a redirect", async () => {
  await using server = fakeServer(() =>
    new Response(null, { status: 302, headers: { location: "http://169.254.169.254/latest" } })
  );
  const asked: string[] = [];
  const fetchFile = feedFetcher({
    allowedOrigins: [server.url],
    resolve: (name) => {
      asked.push(name);
      return Promise.resolve(["10.0.0.7"]);
    },
  });
  const urls = [
    "http://feeds.example.com/oak.csv",
    "https://localhost/oak.csv",
    "https://127.0.0.1/oak.csv",
    "https://[::1]/oak.csv",
    "https://user:secret@feeds.example.com/oak.csv",
    "https://feeds.example.com/oak.csv",
    "file:///etc/passwd",
    "nonsense",
    `${server.url}/oak.csv`,
  ];
  for (const url of urls) {
    const answer = await fetchFile({ url, ...NOTHING_KNOWN });
    assert.ok(answer.outcome === "failed" && !answer.mayPass, url);
    assert.equal(answer.error.includes("secret"), false);
  }
  assert.deepEqual(asked, ["feeds.example.com"]);
  assert.equal(server.heard.length, 1);
});

Deno.test("feedFetcher() stops at its limits and says what may pass", async () => {
  await using server = fakeServer(({ path }) => {
    if (path === "/large") return new Response("x".repeat(2000));
    if (path === "/loop") {
      return new Response(null, { status: 302, headers: { location: "/loop" } });
    }
    return new Response("no", { status: path === "/busy" ? 503 : 404 });
  });
  const fetchFile = feedFetcher({ allowedOrigins: [server.url], maxBytes: 1000 });
  const outcomes = [];
  for (const path of ["large", "loop", "busy", "gone"]) { // bound: four
    const answer = await fetchFile({ url: `${server.url}/${path}`, ...NOTHING_KNOWN });
    outcomes.push(answer.outcome === "failed" ? [answer.error, answer.mayPass] : answer);
  }
  assert.deepEqual(outcomes, [
    ["Cannot fetch feed: its file is too large", false],
    ["Cannot fetch feed: it redirects too often", false],
    ["Cannot fetch feed: it answered 503", true],
    ["Cannot fetch feed: it answered 404", false],
  ]);
});
