import type { ColumnMap, FeedColumn, FeedLayout } from "../contract/feed.ts";
import { fieldOf } from "./feed_aliases.ts";
import { delimitedHead, readDelimited } from "./feed_delimited.ts";
import { jsonStart, readJson } from "./feed_json.ts";
import { FeedError, type FeedRecord, type PieceOptions, type RecordsRead } from "./feed_records.ts";
import type { FeedText } from "./feed_text.ts";
import { readXml, xmlElement } from "./feed_xml.ts";

/** How a file is read, and where its first unit begins. */
export interface OpenedFeed {
  readonly layout: FeedLayout;
  /** Characters before the units. */
  readonly consumed: number;
  readonly lines: number;
}

const SAMPLED = 30;
const SAMPLES = 3;
const MAX_COLUMNS = 400;

/** Finds out how a file is read from its first piece; throws a FeedError when it holds no units. */
export function openFeed(piece: FeedText, columnMap: ColumnMap): OpenedFeed {
  const { text, encoding } = piece;
  const first = /[^\s\ufeff]/.exec(text)?.[0];
  if (first === undefined) {
    throw new FeedError("feed_empty", "Cannot read feed: the file is empty");
  }
  const base = { encoding, delimiter: "", element: "", columns: [] };
  if (first === "<") {
    const element = xmlElement(text, columnMap);
    const layout = { ...base, format: "xml", element } as const;
    return withColumns({ layout, consumed: 0, lines: 0 }, text, columnMap);
  }
  if (first === "[" || first === "{") {
    const consumed = jsonStart(text, columnMap);
    const lines = text.slice(0, consumed).split("\n").length - 1;
    const layout = { ...base, format: "json" } as const;
    return withColumns({ layout, consumed, lines }, text, columnMap);
  }
  const { delimiter, columns, consumed, lines } = delimitedHead(text, columnMap);
  const named = columns.map((name) => ({ name, field: null, samples: [] }));
  const layout = { ...base, format: "delimited", delimiter, columns: named } as const;
  return withColumns({ layout, consumed, lines }, text, columnMap);
}

/** Reads the records of a piece in the file's own way. */
export function readRecords(text: string, layout: FeedLayout, options: PieceOptions): RecordsRead {
  if (layout.format === "xml") return readXml(text, layout.element, options);
  return layout.format === "json" ? readJson(text, options) : readDelimited(text, layout, options);
}

/** Names each column's meaning and shows what stands in the first units. */
function withColumns(opened: OpenedFeed, text: string, columnMap: ColumnMap): OpenedFeed {
  const { layout } = opened;
  const { records } = readRecords(text.slice(opened.consumed), layout, { line: 1, isLast: true });
  const sampled = records.slice(0, SAMPLED);
  const known = layout.columns.map(({ name }) => name);
  const names = known.length > 0 ? known : [...new Set(sampled.flatMap(namesOf))];
  const columns = names.slice(0, MAX_COLUMNS).map((name): FeedColumn => ({
    name,
    field: fieldOf(name, columnMap)?.field ?? null,
    samples: samplesOf(name, sampled),
  }));
  return { ...opened, layout: { ...layout, columns } };
}

function namesOf({ cells }: FeedRecord): string[] {
  return [...cells.keys()].filter((name) => name !== "");
}

function samplesOf(name: string, records: readonly FeedRecord[]): string[] {
  const cells = records.map(({ cells }) => (cells.get(name) ?? "").trim().slice(0, 60));
  return [...new Set(cells.filter((cell) => cell !== ""))].slice(0, SAMPLES);
}
