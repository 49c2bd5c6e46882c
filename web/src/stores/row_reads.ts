/** The order of questions about the same rows, whichever is answered first. */
export interface RowReads {
  /** Call when a question is put; what comes back goes with its answer. */
  ask(): number;
  /** True where no later question than this has been answered for a row. */
  isNewest(id: string, asked: number): boolean;
  /** Notes that these rows are as this question's answer says. */
  answered(ids: readonly string[], asked: number): void;
}

/** Keeps the order in which rows are asked for: answers may overtake each other. */
export function createRowReads(): RowReads {
  const answeredBy = new Map<string, number>();
  let last = 0;
  return {
    ask: () => ++last,
    isNewest: (id, asked) => (answeredBy.get(id) ?? 0) <= asked,
    answered: (ids, asked) => ids.forEach((id) => answeredBy.set(id, asked)),
  };
}
