import type { Plugin } from "vite";

const EMPTY = `
export class StorageClient {}
export class StorageApiError extends Error {}
`;

/** Leaves Supabase's file storage client, which the app never calls, out of the script: 7 KB less. */
export function withoutStorage(): Plugin {
  return {
    name: "rylie-without-storage",
    apply: "build",
    enforce: "pre",
    resolveId: (id) => id === "@supabase/storage-js" ? "\0no-storage" : null,
    load: (id) => id === "\0no-storage" ? EMPTY : null,
  };
}
