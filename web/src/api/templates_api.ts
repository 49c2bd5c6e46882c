import * as z from "zod/mini";
import { t } from "../i18n/t.ts";
import { ApiProblem } from "./api_problem.ts";
import { columnsOf } from "./rows.ts";
import { type Client, unwrap } from "./supabase.ts";

const text = z.nullable(z.string());

/** One text that staff insert into a reply. */
export const MessageTemplate = z.object({
  id: z.string(),
  name: z.string(),
  body: z.string(),
  channel: z.string(),
  stage: z.string(),
  language: z.string(),
  is_active: z.boolean(),
});
/** One text that staff insert into a reply. */
export type MessageTemplate = z.infer<typeof MessageTemplate>;

/** What a person writes of a template. */
export type TemplateDraft = Pick<
  MessageTemplate,
  "name" | "body" | "channel" | "stage" | "language"
>;

/** What came of one template in 90 days. */
export const TemplateResult = z.object({
  template_key: z.string(),
  message_template_id: text,
  uses: z.number(),
  replies: z.number(),
  bookings: z.number(),
});
/** What came of one template in 90 days. */
export type TemplateResult = z.infer<typeof TemplateResult>;

/** What the section of templates needs from the outside. */
export interface TemplatesApi {
  readTemplates(): Promise<readonly MessageTemplate[]>;
  /** By the template's key; empty for those who may not read the numbers. */
  readResults(): Promise<ReadonlyMap<string, TemplateResult>>;
  saveTemplate(id: string | null, draft: TemplateDraft): Promise<void>;
  retireTemplate(id: string, isActive: boolean): Promise<void>;
}

/** The templates of one dealership. */
export function templatesApi(supabase: Client, dealership_id: string): TemplatesApi {
  const table = () => supabase.from("message_templates");
  const change = async (id: string, part: Partial<MessageTemplate>): Promise<void> => {
    const { data } = await unwrap(table().update(part).eq("id", id).select("id"));
    if (z.array(z.unknown()).parse(data).length > 0) return;
    throw new ApiProblem(t("Your role does not allow this"), 403, "forbidden");
  };
  return {
    async readTemplates(): Promise<readonly MessageTemplate[]> {
      const query = table().select(columnsOf(MessageTemplate)).eq("dealership_id", dealership_id)
        .order("is_active", { ascending: false }).order("name").limit(500);
      return z.array(MessageTemplate).parse((await unwrap(query)).data);
    },
    async readResults(): Promise<ReadonlyMap<string, TemplateResult>> {
      const query = supabase.from("template_results").select(columnsOf(TemplateResult))
        .eq("dealership_id", dealership_id).limit(1_000);
      const rows = z.array(TemplateResult).parse((await unwrap(query)).data);
      return new Map(rows.map((row) => [row.template_key, row]));
    },
    async saveTemplate(id, draft): Promise<void> {
      if (id === null) await unwrap(table().insert({ dealership_id, ...draft }));
      else await change(id, draft);
    },
    retireTemplate: (id, is_active) => change(id, { is_active }),
  };
}
