/** What the link of a mail of Supabase Auth brings along in the address. */
export type AuthLink =
  | {
    readonly kind: "open";
    readonly purpose: "recovery" | "invite" | "sign_in";
    readonly accessToken: string;
    readonly refreshToken: string;
  }
  | { readonly kind: "refused" };

/** Reads the part of an address after the #; null when the page was not opened by such a link. */
export function parseAuthLink(hash: string): AuthLink | null {
  const words = new URLSearchParams(hash.replace(/^#/u, ""));
  const accessToken = words.get("access_token");
  const refreshToken = words.get("refresh_token");
  if (accessToken !== null && refreshToken !== null) {
    const type = words.get("type");
    const purpose = type === "recovery" || type === "invite" ? type : "sign_in";
    return { kind: "open", purpose, accessToken, refreshToken };
  }
  return words.has("error_code") || words.has("error") ? { kind: "refused" } : null;
}

/** Takes the link out of the address bar, so that no token stays in the history. */
export function takeAuthLink(): AuthLink | null {
  const link = parseAuthLink(location.hash);
  if (link !== null) history.replaceState(history.state, "", location.pathname + location.search);
  return link;
}
