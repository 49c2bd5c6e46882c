import { createHash } from "node:crypto";
import type { FoundMailboxes, KeptEmail, StoreInboundEmailAnswer } from "../../contract/email.ts";
import type { MailBucket } from "../../data/mail_files.ts";

/** What keeping a mail takes from outside. */
export interface KeepMailDeps {
  findMailboxes(addresses: readonly string[]): Promise<FoundMailboxes>;
  keepFile(
    bucket: MailBucket,
    path: string,
    file: { readonly bytes: Uint8Array; readonly content_type: string },
  ): Promise<void>;
  storeInboundEmail(mailboxId: string, email: KeptEmail): Promise<StoreInboundEmailAnswer>;
  quarantineEmail(email: KeptEmail): Promise<void>;
}

/** A mail as its door got it. */
export interface ArrivedMail {
  readonly raw: Uint8Array;
  readonly content_type: string;
  readonly source: KeptEmail["source"];
  /** The parts that are the same in each copy of the mail: a form's boundary is not. */
  readonly identity: readonly (string | Uint8Array)[];
  readonly mail_id: string | null;
  readonly from_address: string;
  readonly to: readonly string[];
}

/** What became of a mail at its door. */
export interface KeptMail {
  readonly stored: number;
  readonly duplicates: number;
  readonly quarantined: boolean;
  /** Recipients that are addresses of leads: their mail is read at once. */
  readonly lead_recipients: readonly LeadRecipient[];
}

/** An address of leads, and where the mail to it is kept. */
export interface LeadRecipient {
  readonly address: string;
  readonly storage_path: string;
}

/**
 * Keeps a mail's original, then notes it for each mailbox it is for. Nothing of the mail is read
 * before; when the database fails, the sender tries again and finds the original already there.
 */
export async function keepMail(mail: ArrivedMail, deps: KeepMailDeps): Promise<KeptMail> {
  const digest = digestOf([mail.mail_id ?? "", ...mail.identity]);
  const found = await deps.findMailboxes(mail.to);
  const boxes = found.slice(0, 10);
  const outcomes: StoreInboundEmailAnswer[] = [];
  for (const { mailbox_id, dealership_id, address } of boxes) { // bound: ten mailboxes
    const to = mail.to.find((one) => withoutTag(one) === address) ?? address;
    const kept = keptAs(mail, { digest, to, folder: dealership_id });
    await deps.keepFile("mails", kept.storage_path, fileOf(mail));
    if (mailbox_id !== null) outcomes.push(await deps.storeInboundEmail(mailbox_id, kept));
  }
  if (boxes.length === 0) {
    const kept = keptAs(mail, { digest, to: mail.to[0] ?? "", folder: "quarantine" });
    await deps.keepFile("mails", kept.storage_path, fileOf(mail));
    await deps.quarantineEmail(kept);
  }
  return {
    stored: outcomes.filter(({ outcome }) => outcome === "stored").length,
    duplicates: outcomes.filter(({ outcome }) => outcome === "duplicate").length,
    quarantined: boxes.length === 0,
    lead_recipients: boxes.filter(({ kind }) => kind === "leads").map((box) => ({
      address: box.address,
      storage_path: `${box.dealership_id}/${digest}`,
    })),
  };
}

function keptAs(
  mail: ArrivedMail,
  { digest, to, folder }: { readonly digest: string; readonly to: string; readonly folder: string },
): KeptEmail {
  return {
    digest,
    mail_id: mail.mail_id,
    from_address: mail.from_address,
    to_address: to,
    source: mail.source,
    content_type: mail.content_type,
    storage_path: `${folder}/${digest}`,
    size_bytes: mail.raw.length,
  };
}

/** Bytes and no more: Storage would take a form's own type for the form of the upload. */
function fileOf({ raw }: ArrivedMail) {
  return { bytes: raw, content_type: "application/octet-stream" };
}

function withoutTag(address: string): string {
  return address.trim().toLowerCase().replace(/\+[^@]*@/, "@");
}

function digestOf(identity: readonly (string | Uint8Array)[]): string {
  const hash = createHash("sha256");
  for (const part of identity) hash.update(part).update("\0");
  return hash.digest("hex");
}
