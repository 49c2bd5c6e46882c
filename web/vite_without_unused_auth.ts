import type { Plugin } from "vite";

/** Parts of auth-js that the app never calls, with what the client takes from each of them. */
const UNUSED: Readonly<Record<string, string>> = {
  "./lib/web3/ethereum": nothing("createSiweMessage", "fromHex", "getAddress", "toHex"),
  "./lib/webauthn": "export class WebAuthnApi {}\n" + nothing(
    "browserSupportsWebAuthn",
    "createCredential",
    "deserializeCredentialCreationOptions",
    "deserializeCredentialRequestOptions",
    "getCredential",
    "serializeCredentialCreationResponse",
    "serializeCredentialRequestResponse",
    "webAuthnAbortService",
  ),
};
const PREFIX = "\0unused-auth:";

/** Leaves passkeys and wallets of Supabase Auth out of the script. */
export function withoutUnusedAuth(): Plugin {
  return {
    name: "rylie-without-unused-auth",
    apply: "build",
    enforce: "pre",
    resolveId(id, importer) {
      const isAuth = importer?.endsWith("/auth-js/dist/module/GoTrueClient.js") ?? false;
      return isAuth && id in UNUSED ? PREFIX + id : null;
    },
    load: (id) => id.startsWith(PREFIX) ? UNUSED[id.slice(PREFIX.length)] ?? null : null,
  };
}

function nothing(...names: readonly string[]): string {
  return names.map((name) => `export const ${name} = undefined;`).join("\n");
}
