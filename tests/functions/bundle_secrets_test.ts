import assert from "node:assert/strict";
import { edgeEnv } from "../../local/edge/edge_env.ts";
import { findSecrets } from "../../tools/check_secrets.ts";
import { testStack, testUrls } from "../support/stack.ts";

/** Names under which the functions' environment holds what no browser may see. */
const SECRET_NAME = /TOKEN|API_KEY|PRIVATE_KEY/;
const PAGES = ["/", "/chat/", "/widget.js", "/sw.js"];
/** A path to another script or style, as pages and scripts name them. */
const ASSET = /(?:assets\/|\.\/)[\w.-]+\.(?:js|css)/g;

/** Everything the web host gives to a browser: the pages, and whatever they lead to. */
async function served(web: string): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>();
  const open = [...PAGES];
  for (let path = open.shift(); path !== undefined; path = open.shift()) { // bound: the built files
    if (texts.has(path)) continue;
    const answer = await fetch(web + path);
    const text = await answer.text();
    if (!answer.ok) continue;
    texts.set(path, text);
    for (const [named] of text.matchAll(ASSET)) {
      open.push(`/assets/${named.slice(named.lastIndexOf("/") + 1)}`);
    }
  }
  return texts;
}

Deno.test("web BUN-01: nothing that a browser gets holds a secret of the project", async () => {
  const config = await testStack();
  const { web } = await testUrls();
  const texts = await served(web);
  assert.ok(texts.size > 30, `only ${texts.size} files were found`);
  const all = [...texts.values()].join("\n");
  assert.ok(
    all.includes(config.keys.publishable),
    "the public key is there, so a key would be found",
  );
  const { secret, serviceRole, jwtSecret } = config.keys;
  const fromEnvironment = Object.entries(edgeEnv(config))
    .filter(([name]) => SECRET_NAME.test(name)).map(([, value]) => value);
  for (const value of [secret, serviceRole, jwtSecret, ...fromEnvironment]) {
    assert.equal(all.includes(value), false);
  }
  const files = [...texts].map(([path, text]) => ({ path, text }));
  assert.deepEqual(findSecrets(files), []);
});
