import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import type { OriginalDocument } from "../../contract/lead_export.ts";
import { readMail } from "../../domain/inbound_mail.ts";
import { originalMail, type OriginalMailDeps } from "./original_mail.ts";

const VARS = { document_id: "0a000000-0000-4000-8000-0000000000d1" };
const DOCUMENT: OriginalDocument = {
  raw: Buffer.from("<adf/>").toString("base64"),
  content_type: "text/xml",
  filename: null,
  mail_path: "oak/1",
  mail_type: "message/rfc822",
};

function deps(more: Partial<OriginalMailDeps>): OriginalMailDeps {
  return {
    loadOriginal: () => Promise.resolve(DOCUMENT),
    readMailFile: () => Promise.resolve(null),
    readMail,
    ...more,
  };
}

Deno.test("originalMail() gives a mail as it came, a person's answer going to its sender", async () => {
  const raw = "From: Portal <leads@portal.example>\r\nSubject: Lead 7\r\n\r\nSee below\r\n";
  const readMailFile = () => Promise.resolve(new TextEncoder().encode(raw));
  const mail = await originalMail(VARS, deps({ readMailFile }));
  assert.deepEqual([mail?.subject, mail?.text.trim(), mail?.reply_to, mail?.attachments], [
    "Lead 7",
    "See below",
    "leads@portal.example",
    [],
  ]);
});

Deno.test("originalMail() gives the document as a file when its mail is no longer kept", async () => {
  const mail = await originalMail(VARS, deps({}));
  const [file] = mail?.attachments ?? [];
  assert.deepEqual([file?.filename, file?.content_type], ["lead.xml", "text/xml"]);
  assert.equal(new TextDecoder().decode(file?.bytes), "<adf/>");
});

Deno.test("originalMail() gives nothing for a document that is gone or vars that name none", async () => {
  const gone = deps({ loadOriginal: () => Promise.resolve(null) });
  assert.equal(await originalMail(VARS, gone), null);
  assert.equal(await originalMail({}, deps({})), null);
});
