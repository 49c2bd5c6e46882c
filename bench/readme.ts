/** The generated chapters of bench/README.md. */

const README = new URL("README.md", import.meta.url);

/** Replaces what stands between a chapter's markers. */
export async function writeChapter(name: string, text: string): Promise<void> {
  const page = await Deno.readTextFile(README);
  await Deno.writeTextFile(README, withChapter(page, name, text));
  // Folds long lines, as the format check wants them.
  const fmt = new Deno.Command(Deno.execPath(), { args: ["fmt", "--quiet", README.pathname] });
  const { success } = await fmt.output();
  if (!success) throw new Error("Cannot format bench/README.md: deno fmt failed");
}

/** Returns the page with a chapter's text replaced. */
export function withChapter(page: string, name: string, text: string): string {
  const [begin, end] = [`<!-- ${name}: begin, generated -->`, `<!-- ${name}: end -->`];
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`Cannot write chapter: no markers for ${name}`);
  return `${page.slice(0, from + begin.length)}\n\n${text}\n\n${page.slice(to)}`;
}
