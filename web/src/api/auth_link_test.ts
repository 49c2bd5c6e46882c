import { deepEqual, equal } from "node:assert/strict";
import { parseAuthLink } from "./auth_link.ts";

Deno.test("parseAuthLink() tells what a mail's link is for", () => {
  for (const [type, purpose] of [["recovery", "recovery"], ["magiclink", "sign_in"]] as const) {
    const link = parseAuthLink(`#access_token=a.b.c&refresh_token=r&type=${type}`);
    deepEqual(link, { kind: "open", purpose, accessToken: "a.b.c", refreshToken: "r" });
  }
});

Deno.test("parseAuthLink() knows a spent link, and leaves other addresses alone", () => {
  deepEqual(parseAuthLink("#error=access_denied&error_code=otp_expired"), { kind: "refused" });
  equal(parseAuthLink(""), null);
  equal(parseAuthLink("#main"), null);
});
