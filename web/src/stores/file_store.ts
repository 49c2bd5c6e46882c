import { fileApi } from "../api/file_api.ts";
import type { Client } from "../api/supabase.ts";

/** Files of conversations as a page uses them. */
export interface FileStore {
  /** Makes the browser save a file; the page stays where it is. Throws ApiProblem. */
  save(path: string, filename: string): Promise<void>;
  /** An address under which the page shows a picture. Throws ApiProblem. */
  shownAddressOf(path: string): Promise<string>;
}

/** The files that the signed-in person may read. */
export function filesOf(supabase: Client): FileStore {
  const api = fileApi(supabase);
  return {
    shownAddressOf: api.shownAddressOf,
    async save(path, filename): Promise<void> {
      globalThis.location.assign(await api.addressOf(path, filename));
    },
  };
}
