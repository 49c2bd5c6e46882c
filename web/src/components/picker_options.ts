/** The parts of an option that decide whether it fits. */
interface Worded {
  readonly name: string;
  readonly detail: string | null;
}

/** The options whose name or detail holds every word typed. */
export function matchOptions<Option extends Worded>(
  options: readonly Option[],
  words: string,
): readonly Option[] {
  const wanted = words.trim().toLowerCase().split(/\s+/u).filter((word) => word !== "");
  return options.filter((option) => {
    const text = `${option.name} ${option.detail ?? ""}`.toLowerCase();
    return wanted.every((word) => text.includes(word));
  });
}

/** Where an arrow key leads in a list that goes round; null for any other key. */
export function stepOption(key: string, at: number, count: number): number | null {
  if (count === 0) return null;
  if (key === "ArrowDown") return (at + 1) % count;
  if (key === "ArrowUp") return (at - 1 + count) % count;
  return null;
}
