import { isRecord, textOrNull } from "../router.ts";
import { readJsonFile } from "../json_file.ts";

/** One mail that the stack would have sent. */
export interface Mail {
  /** Sorts by time. */
  readonly id: string;
  readonly received_at: string;
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly html: string;
  readonly text: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly attachments?: readonly SentFile[];
}

/** A file of a mail that was sent. */
export interface SentFile {
  readonly filename: string;
  readonly type: string;
  /** Base64. */
  readonly content: string;
}

/** The mails kept on disk, newest first. */
export interface MailStore {
  list(): readonly Mail[];
  add(mail: Omit<Mail, "id" | "received_at">): Promise<Mail>;
  remove(id: string): Promise<void>;
  clear(): Promise<void>;
}

const MAX_MAILS = 500;

/** Opens the folder of mails; one file each. */
export async function openMailStore(folder: string): Promise<MailStore> {
  await Deno.mkdir(folder, { recursive: true });
  let mails = await readMails(folder);
  let lastId = 0;
  const nextId = () => {
    lastId = Math.max(Date.now(), lastId + 1);
    return `${lastId}`;
  };
  const forget = async (gone: readonly Mail[]) => {
    mails = mails.filter((mail) => !gone.includes(mail));
    const files = gone.map((mail) => `${folder}/${mail.id}.json`);
    await Promise.all(files.map((file) => Deno.remove(file).catch(() => undefined)));
  };
  return {
    list: () => mails,
    async add(given) {
      const mail = { ...given, id: nextId(), received_at: new Date().toISOString() };
      mails = [mail, ...mails];
      await Deno.writeTextFile(`${folder}/${mail.id}.json`, JSON.stringify(mail));
      await forget(mails.slice(MAX_MAILS));
      return mail;
    },
    remove: (id) => forget(mails.filter((mail) => mail.id === id)),
    clear: () => forget(mails),
  };
}

async function readMails(folder: string): Promise<readonly Mail[]> {
  const names: string[] = [];
  for await (const entry of Deno.readDir(folder)) {
    if (/^\d+\.json$/.test(entry.name)) names.push(entry.name);
  }
  const newest = names.sort().reverse().slice(0, MAX_MAILS);
  const kept = await Promise.all(newest.map((name) => readJsonFile(`${folder}/${name}`)));
  return kept.filter(isMail);
}

/** The files are our own; one that was cut short is left out. */
function isMail(value: unknown): value is Mail {
  return isRecord(value) && typeof value["id"] === "string" && Array.isArray(value["to"]);
}

/** Reads a mail from JSON; null without a recipient. */
export function parseMail(value: unknown): Omit<Mail, "id" | "received_at"> | null {
  if (!isRecord(value)) return null;
  const given = Array.isArray(value["to"]) ? value["to"] : [value["to"]];
  const to = given.filter((one) => typeof one === "string" && one.trim() !== "");
  if (to.length === 0) return null;
  const headers = isRecord(value["headers"]) ? Object.entries(value["headers"]) : [];
  return {
    to,
    from: textOrNull(value["from"]) ?? "",
    subject: textOrNull(value["subject"]) ?? "",
    html: textOrNull(value["html"]) ?? "",
    text: textOrNull(value["text"]) ?? "",
    headers: Object.fromEntries(headers.map(([name, text]) => [name, String(text)])),
  };
}
