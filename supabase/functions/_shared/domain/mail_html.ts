const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};
const LINK = /https?:\/\/[^\s<>"')\]]+[^\s<>"')\].,;:!?]/g;

/** The HTML twin of a plain-text mail: the same words, with paragraphs, line breaks and links. */
export function mailHtml(text: string): string {
  const paragraphs = text.trim().split(/\n[ \t]*\n+/).map((paragraph) =>
    `<p style="margin:0 0 1em">${linked(paragraph).replaceAll("\n", "<br>")}</p>`
  );
  return '<!DOCTYPE html><html><body style="font:16px/1.5 system-ui,sans-serif;color:#1a1a1a">' +
    `${paragraphs.join("")}</body></html>`;
}

/** Text as HTML shows it; nothing in it can become markup. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => ESCAPES[sign] ?? sign);
}

function linked(text: string): string {
  let html = "";
  let from = 0;
  for (const match of text.matchAll(LINK)) {
    const link = escapeHtml(match[0]);
    html += `${escapeHtml(text.slice(from, match.index))}<a href="${link}">${link}</a>`;
    from = match.index + match[0].length;
  }
  return html + escapeHtml(text.slice(from));
}
