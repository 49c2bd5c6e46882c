/**
 * What is being written and was not sent, kept while the visitor goes from page to page in one tab;
 * without storage it is lost with the page.
 */
export function draft(widgetKey: string, words?: string): string {
  const name = `rylie.chat.draft.${widgetKey}`;
  try {
    if (words !== undefined) sessionStorage.setItem(name, words);
    return sessionStorage.getItem(name) ?? "";
  } catch {
    return "";
  }
}
