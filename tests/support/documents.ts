/** Steps of a document's life in SQL, as its door and its reader call them. */
import assert from "node:assert/strict";
import { parseAdf } from "../../supabase/functions/_shared/domain/adf.ts";
import { become, type Sql } from "./db.ts";

/** When the documents of these tests came. */
export const DOCUMENT_OPTIONS = { received_at: "2026-11-22T18:00:00Z" };

/** Answer of `receive_document` and `settle_document`. */
export interface DocumentAnswer {
  readonly document_id: string;
  readonly dealership_id: string | null;
  readonly outcome: string;
  readonly status: string;
  readonly review_reason: string | null;
  readonly lead_ids: readonly string[];
}

/** A document of its own, so that no other test's shopper is meant. */
export function newDocument(more = ""): string {
  const tag = crypto.randomUUID();
  return `<adf><prospect><id source="Portal">${tag}</id><customer><contact>` +
    `<name>Ana Lopez</name><email>${tag}@shopper.example</email></contact></customer>${more}` +
    `<provider><name>${tag}</name></provider></prospect></adf>`;
}

/** Keeps a document as the mail door does. */
export async function receiveDocument(
  sql: Sql,
  text: string,
  more: Record<string, unknown> = { recipient: "leads-oak@leads.example" },
): Promise<DocumentAnswer> {
  await become(sql, "service_role");
  const document = { door: "email", raw: btoa(text), ...more };
  const [row] = await sql<{ answer: DocumentAnswer }[]>`
    select public.receive_document(${sql.json(document as never)}) as answer`;
  assert.ok(row);
  return row.answer;
}

/** Reads a document and records its leads as its reader does. */
export async function settleDocument(sql: Sql, id: string, text: string): Promise<DocumentAnswer> {
  await become(sql, "service_role");
  const parsed = parseAdf(text, DOCUMENT_OPTIONS);
  const [row] = await sql<{ answer: DocumentAnswer }[]>`
    select public.settle_document(${id}, ${sql.json(parsed as never)}) as answer`;
  assert.ok(row);
  return row.answer;
}

/** How many jobs wait to read a document. */
export async function openJobs(sql: Sql, id: string): Promise<number> {
  await become(sql, "owner");
  const [row] = await sql<{ count: number }[]>`select count(*)::int as count from private.jobs
    where fifo_key = ${`document:${id}`} and status in ('ready', 'leased')`;
  return row?.count ?? 0;
}
