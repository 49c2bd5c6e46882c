import type { StackConfig } from "../../config.ts";
import type { Route } from "../router.ts";

const KEY = /^wc_[a-z0-9]{8,40}$/;
const REFERENCE = /^[A-Za-z0-9-]{1,40}$/;
/** Oak's widget and a vehicle of its lot, as supabase/seed.sql has them. */
const OAK = { key: "wc_oakdemo0001", vehicle: "T4417" };

/**
 * A dealership's own page, on another origin than the app and under the strictest policy that still
 * lets the chat in: one script source, one frame source, no style but its own file.
 */
export function dealerPageRoutes(config: StackConfig): readonly Route[] {
  const web = `http://127.0.0.1:${config.ports.web}`;
  const policy = [
    "default-src 'none'",
    `script-src ${web}/widget.js`,
    `frame-src ${web}`,
    "style-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
  ].join("; ");
  return [{
    method: "GET",
    path: "/dealer",
    handle: ({ url }) =>
      new Response(page(web, fromUrl(url)), {
        headers: {
          "content-type": "text/html; charset=utf-8",
          "content-security-policy": policy,
          "referrer-policy": "no-referrer",
          "x-content-type-options": "nosniff",
        },
      }),
  }];
}

/** What goes into the page unchanged is of these letters only. */
function fromUrl({ searchParams }: URL): typeof OAK {
  const key = searchParams.get("key") ?? "";
  const vehicle = searchParams.get("vehicle") ?? "";
  return {
    key: KEY.test(key) ? key : OAK.key,
    vehicle: REFERENCE.test(vehicle) ? vehicle : OAK.vehicle,
  };
}

function page(web: string, { key, vehicle }: typeof OAK): string {
  return `<!DOCTYPE html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Vehicle ${vehicle}</title>
    <link rel="stylesheet" href="/dealer.css">
    <script async src="${web}/widget.js" data-key="${key}" data-color="#17352b"
      data-privacy="https://www.oakridge.example/privacy"></script>
  </head>
  <body>
    <header><p>A dealership's own site (local, for trying the chat)</p></header>
    <main data-rylie-vehicle="${vehicle}">
      <h1>Vehicle ${vehicle}</h1>
      <p>This page is on another origin than the app and runs no script but the chat's.</p>
    </main>
  </body>
</html>
`;
}
