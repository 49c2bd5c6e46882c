import * as z from "zod/mini";
import { ApiProblem } from "./api_problem.ts";
import { columnsOf } from "./rows.ts";
import { type Client, unwrap } from "./supabase.ts";

/** The chat that a dealership may put on its own pages. */
export const Widget = z.object({
  public_key: z.string(),
  is_enabled: z.boolean(),
  allowed_origins: z.array(z.string()),
  greeting: z.string(),
  consent_text: z.string(),
});
/** The chat that a dealership may put on its own pages. */
export type Widget = z.infer<typeof Widget>;
/** What of it can be set. */
export type WidgetChange = Partial<Omit<Widget, "public_key">>;

const Colour = z.object({ primary_color: z.string() });

/** The widget with the colour it is drawn in. */
export interface WidgetSettings {
  readonly widget: Widget | null;
  readonly colour: string;
}

/** What the channels' settings need from the outside. */
export interface ChannelsApi {
  read(): Promise<WidgetSettings>;
  save(change: WidgetChange, isNew: boolean): Promise<void>;
}

/** The channels of one dealership. */
export function channelsApi(supabase: Client, dealership_id: string): ChannelsApi {
  const table = () => supabase.from("web_chat_widgets");
  return {
    async read() {
      const [widgets, colours] = await Promise.all([
        unwrap(table().select(columnsOf(Widget)).eq("dealership_id", dealership_id).limit(1)),
        unwrap(
          supabase.from("dealerships").select(columnsOf(Colour)).eq("id", dealership_id).limit(1),
        ),
      ]);
      const [widget = null] = z.array(Widget).parse(widgets.data);
      const [colour] = z.array(Colour).parse(colours.data);
      return { widget, colour: colour?.primary_color ?? "" };
    },
    async save(change, isNew) {
      const query = isNew
        ? table().insert({ dealership_id, ...change })
        : table().update(change).eq("dealership_id", dealership_id);
      const { data } = await unwrap(query.select("dealership_id"));
      if (z.array(z.unknown()).parse(data).length > 0) return;
      throw new ApiProblem("Your role does not allow this", 403, "forbidden");
    },
  };
}
