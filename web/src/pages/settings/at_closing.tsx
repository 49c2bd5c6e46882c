import type { JSX } from "preact";
import type { Rules } from "../../api/settings_api.ts";
import { t } from "../../i18n/t.ts";
import { saving } from "./saving.ts";
import type { SectionProps } from "./section_props.ts";

/** Whether conversations that people took go back to the AI when the store closes. */
export function AtClosing(
  props: { readonly rules: Rules; readonly section: SectionProps },
): JSX.Element {
  const { page, settings } = props.section;
  const set = async (hands_back_at_closing: boolean): Promise<void> => {
    const undo = settings.rules.patch((rules) => ({ ...rules, hands_back_at_closing }));
    const words = { done: t("Saved, at once"), failed: t("Could not change the switch") };
    if (!await saving(page, settings.saveRules({ hands_back_at_closing }), words)) undo();
  };
  return (
    <section class="card" aria-label={t("At closing")}>
      <h2 class="card-title">{t("At closing")}</h2>
      <label class="check-line">
        <input
          type="checkbox"
          disabled={!page.workplace.may("dealership.update")}
          checked={props.rules.hands_back_at_closing}
          onChange={(event) => void set(event.currentTarget.checked)}
        />
        {t("When you close for the day, conversations your team took go back to the AI")}
      </label>
      <p class="note-line">
        {t(
          "The AI answers what is still open. Shoppers who asked for a person or complained stay with theirs, and so do conversations somebody still works on.",
        )}
      </p>
    </section>
  );
}
