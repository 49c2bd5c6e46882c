import * as z from "zod/mini";
import { t } from "../i18n/t.ts";
import { ApiProblem } from "./api_problem.ts";
import type { Client } from "./supabase.ts";

/** Files of messages, in the private bucket. */
export interface FileApi {
  /** An address that saves the file under its name and is good for a minute. */
  addressOf(path: string, filename: string): Promise<string>;
  /** An address that shows the file in the page. */
  shownAddressOf(path: string): Promise<string>;
}

const GOOD_FOR_S = 60;
const Signed = z.object({ signedURL: z.string() });

/** The files of the conversations that the signed-in person may read. */
export function fileApi({ url, fetch }: Pick<Client, "url" | "fetch">): FileApi {
  const sign = async (path: string): Promise<string> => {
    const place = path.split("/").map(encodeURIComponent).join("/");
    const answer = await fetch(`${url}/storage/v1/object/sign/attachments/${place}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ expiresIn: GOOD_FOR_S }),
    });
    const said: unknown = await answer.json().catch(() => null);
    const signed = Signed.safeParse(said);
    if (!answer.ok || !signed.success) {
      throw new ApiProblem(t("The file is not there"), answer.status, "file_gone");
    }
    return `${url}/storage/v1${signed.data.signedURL}`;
  };
  return {
    addressOf: async (path, filename) =>
      `${await sign(path)}&download=${encodeURIComponent(filename)}`,
    shownAddressOf: sign,
  };
}
