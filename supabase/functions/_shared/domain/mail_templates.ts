import { MAIL_VARS, type MailTemplate } from "../contract/mail.ts";
import { mailHtml } from "./mail_html.ts";

/** A mail as it leaves: the HTML says the same as the text. */
export interface RenderedMail {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** Where the mail is from and where its links lead. */
export interface MailPlace {
  readonly dealership_name: string;
  /** Base address of the staff app, without a trailing slash. */
  readonly app_url: string;
}

interface Words {
  readonly subject: string;
  readonly paragraphs: readonly string[];
}

/** Renders one of our own mails; null when the template or its vars are not known. */
export function renderMail(
  template: string,
  vars: Readonly<Record<string, unknown>>,
  place: MailPlace,
): RenderedMail | null {
  if (template === "lead_to_crm") return renderLead(vars);
  const words = isTemplate(template) ? wordsOf(template, vars, place) : null;
  if (words === null) return null;
  const text = [
    ...words.paragraphs.filter((paragraph) => paragraph.trim() !== ""),
    `${place.dealership_name}, by Rylie\nChoose which mails you get: ${place.app_url}/settings`,
  ].join("\n\n");
  return { subject: oneLine(words.subject), text, html: mailHtml(text) };
}

/** A CRM reads the document: a greeting or a footer around it would be in its way. */
function renderLead(vars: Readonly<Record<string, unknown>>): RenderedMail | null {
  const { success, data } = MAIL_VARS.lead_to_crm.safeParse(vars);
  if (!success) return null;
  const { customer, document } = data;
  return { subject: oneLine(`Lead: ${customer}`), text: document, html: mailHtml(document) };
}

function isTemplate(name: string): name is Exclude<MailTemplate, "lead_to_crm"> {
  return Object.hasOwn(MAIL_VARS, name);
}

function wordsOf(
  template: Exclude<MailTemplate, "lead_to_crm">,
  vars: Readonly<Record<string, unknown>>,
  place: MailPlace,
): Words | null {
  const link = (path: string) => `${place.app_url}${path}`;
  switch (template) {
    case "handover": {
      const { success, data } = MAIL_VARS.handover.safeParse(vars);
      return !success ? null : {
        subject: `${data.customer} waits for a person`,
        paragraphs: [
          `${data.customer} waits for a person: ${data.reason}`,
          data.summary,
          `Answer here: ${link(data.path)}`,
        ],
      };
    }
    case "notification": {
      const { success, data } = MAIL_VARS.notification.safeParse(vars);
      return !success ? null : {
        subject: data.title,
        paragraphs: [data.title, data.body, `Open: ${link(data.path)}`],
      };
    }
    case "lead_alert": {
      const { success, data } = MAIL_VARS.lead_alert.safeParse(vars);
      if (!success) return null;
      const about = data.vehicle === null ? "" : ` about ${data.vehicle}`;
      return {
        subject: `New lead: ${data.customer}${about}`,
        paragraphs: [
          `${data.customer} asked${about}, by way of ${data.source}.`,
          data.comments,
          `Open the lead: ${link(data.path)}`,
        ],
      };
    }
    case "digest": {
      const { success, data } = MAIL_VARS.digest.safeParse(vars);
      return !success ? null : {
        subject: data.title,
        paragraphs: [
          data.title,
          data.items.map((item) => `- ${oneLine(item.title)}: ${link(item.path)}`).join("\n"),
        ],
      };
    }
  }
}

/** A line break in a subject would end the header. */
function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").trim().slice(0, 200);
}
