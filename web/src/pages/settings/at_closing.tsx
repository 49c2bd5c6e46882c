import type { JSX } from "preact";
import type { Rules } from "../../api/settings_api.ts";
import { t } from "../../i18n/t.ts";
import { changeRules } from "./change_rules.ts";
import type { SectionProps } from "./section_props.ts";

/** Whether conversations that people took go back to the AI when the store closes. */
export function AtClosing(
  props: { readonly rules: Rules; readonly section: SectionProps },
): JSX.Element {
  const { rules, section } = props;
  const set = (hands_back_at_closing: boolean): Promise<void> =>
    changeRules(section, { hands_back_at_closing }, t("Could not change the switch"));
  return (
    <section class="card" aria-label={t("At closing")}>
      <h2 class="card-title">{t("At closing")}</h2>
      <label class="check-line">
        <input
          type="checkbox"
          disabled={!section.page.workplace.may("dealership.update")}
          checked={rules.hands_back_at_closing}
          onChange={(event) => void set(event.currentTarget.checked)}
        />
        {t("When you close for the day, conversations your team took go back to the AI")}
      </label>
      <p class="note-line">
        {t(
          "The AI answers what is still open. Shoppers who asked for a person or complained stay with whoever has them, and so do conversations somebody still works on.",
        )}
      </p>
    </section>
  );
}
