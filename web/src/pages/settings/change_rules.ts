import type { Rules } from "../../api/settings_api.ts";
import { t } from "../../i18n/t.ts";
import { saving } from "./saving.ts";
import type { SectionProps } from "./section_props.ts";

/** Shows a change of what the dealership wants at once, saves it, and takes it back where it is refused. */
export async function changeRules(
  { page, settings }: SectionProps,
  change: Partial<Omit<Rules, "ai_paused_channels">>,
  failed: string,
): Promise<void> {
  const saved = settings.rules.change(
    (now) => ({ ...now, ...change }),
    () => settings.saveRules(change),
  );
  await saving(page, saved, { done: t("Saved, at once"), failed });
}
