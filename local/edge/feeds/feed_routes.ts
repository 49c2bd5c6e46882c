import { createHash } from "node:crypto";
import type { Route } from "../router.ts";

interface FeedFile {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly etag: string;
}

/** A website that offers stock lists: what is put at `/fakes/feeds/<name>` is served there. */
export function feedRoutes(): readonly Route[] {
  const files = new Map<string, FeedFile>();
  const path = "/fakes/feeds/:name";
  return [
    {
      method: "PUT",
      path,
      handle: async ({ request, params }) => {
        const bytes = new Uint8Array(await request.arrayBuffer());
        const etag = `"${createHash("md5").update(bytes).digest("hex")}"`;
        files.set(params["name"] ?? "", { bytes, etag });
        return new Response(null, { status: 204 });
      },
    },
    {
      method: "DELETE",
      path,
      handle: ({ params }) => {
        files.delete(params["name"] ?? "");
        return new Response(null, { status: 204 });
      },
    },
    {
      method: "GET",
      path,
      handle: ({ request, params }) => {
        const file = files.get(params["name"] ?? "");
        if (file === undefined) return new Response("Not found", { status: 404 });
        const headers = { etag: file.etag };
        const isKnown = request.headers.get("if-none-match") === file.etag;
        return isKnown
          ? new Response(null, { status: 304, headers })
          : new Response(file.bytes, { headers });
      },
    },
  ];
}
