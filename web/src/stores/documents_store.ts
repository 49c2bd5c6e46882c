import {
  type DocumentDetail,
  type DocumentRow,
  type DocumentsApi,
  documentsApi,
  type LeadAddress,
  type SourceCount,
} from "../api/documents_api.ts";
import type { Client } from "../api/supabase.ts";
import { createRemote, type RemoteShape } from "./remote.ts";

/** The documents of leads and what people do with them. */
export interface DocumentsShape extends Omit<DocumentsApi, `read${string}`> {
  readonly waiting: RemoteShape<readonly DocumentRow[]>;
  readonly all: RemoteShape<readonly DocumentRow[]>;
  readonly counts: RemoteShape<readonly SourceCount[]>;
  readonly addresses: RemoteShape<readonly LeadAddress[]>;
  /** One document in full. */
  detailOf(id: string): RemoteShape<DocumentDetail | null>;
}

/** Keeps the documents of one dealership. */
export function createDocuments(api: DocumentsApi): DocumentsShape {
  return {
    ...api,
    waiting: createRemote(() => api.readDocuments(true)),
    all: createRemote(() => api.readDocuments(false)),
    counts: createRemote(api.readCounts),
    addresses: createRemote(api.readAddresses),
    detailOf: (id) => createRemote(() => api.readDocument(id)),
  };
}

/** The same over Supabase, for one dealership. */
export function documentsOf(supabase: Client, dealershipId: string): DocumentsShape {
  return createDocuments(documentsApi(supabase, dealershipId));
}
