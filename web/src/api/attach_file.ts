import { t } from "../i18n/t.ts";
import { ApiProblem } from "./api_problem.ts";
import type { SentFile } from "./conversation_api.ts";
import type { Client } from "./supabase.ts";

/** The conversation that a file goes with. */
export interface FilePlace {
  readonly dealershipId: string;
  readonly conversationId: string;
}

const LONGEST_SIDE = 1_600;
const REDRAWN = ["image/jpeg", "image/png", "image/webp"];

/** Puts a file into the conversation's private folder, from where a message can take it along. */
export async function attachFile(
  { url, fetch }: Pick<Client, "url" | "fetch">,
  { dealershipId, conversationId }: FilePlace,
  file: File,
): Promise<SentFile> {
  const ready = REDRAWN.includes(file.type) ? await redraw(file) : file;
  const name = safeName(ready.name);
  const path = `${dealershipId}/${conversationId}/${crypto.randomUUID()}-${name}`;
  const answer = await fetch(`${url}/storage/v1/object/attachments/${path}`, {
    method: "POST",
    headers: { "content-type": ready.type },
    body: ready,
  });
  if (!answer.ok) {
    throw new ApiProblem(t("The file was not taken"), answer.status, "file_not_taken");
  }
  return { path, name, type: ready.type };
}

/**
 * A phone's photo is too large for a text and names the place where it was taken: drawn anew it is
 * neither.
 */
async function redraw(file: File): Promise<File> {
  const picture = await createImageBitmap(file).catch(() => {
    throw new ApiProblem(t("This picture cannot be read"), 400, "picture_unreadable");
  });
  const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
  const canvas = new OffscreenCanvas(
    Math.max(1, Math.round(picture.width * scale)),
    Math.max(1, Math.round(picture.height * scale)),
  );
  const pen = canvas.getContext("2d");
  if (pen === null) return file;
  pen.fillStyle = "white";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  const blob = await canvas.convertToBlob({ type: "image/jpeg", quality: 0.85 });
  return new File([blob], `${file.name.replace(/\.\w+$/u, "")}.jpg`, { type: blob.type });
}

/** What storage takes as a name, and a customer can read. */
function safeName(name: string): string {
  const safe = name.normalize("NFKD").replace(/[^\w.-]+/gu, "-").replace(/^[-.]+/u, "");
  return safe.slice(-60) || "file";
}
