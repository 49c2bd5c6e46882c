import type { Client } from "../api/supabase.ts";
import {
  type MessageTemplate,
  type TemplateResult,
  type TemplatesApi,
  templatesApi,
} from "../api/templates_api.ts";
import { createRemote, type RemoteShape } from "./remote.ts";

/** The templates of a dealership and what came of them. */
export interface TemplatesShape extends Omit<TemplatesApi, `read${string}`> {
  readonly templates: RemoteShape<readonly MessageTemplate[]>;
  readonly results: RemoteShape<ReadonlyMap<string, TemplateResult>>;
}

/** The templates of one dealership, over Supabase. */
export function templatesOf(supabase: Client, dealershipId: string): TemplatesShape {
  const api = templatesApi(supabase, dealershipId);
  return {
    ...api,
    templates: createRemote(api.readTemplates),
    results: createRemote(api.readResults),
  };
}
