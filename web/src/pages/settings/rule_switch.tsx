import type { JSX } from "preact";
import type { Rules } from "../../api/settings_api.ts";
import { t } from "../../i18n/t.ts";
import { changeRules } from "./change_rules.ts";
import type { SectionProps } from "./section_props.ts";

/** Props of RuleSwitch. */
export interface RuleSwitchProps {
  readonly section: SectionProps;
  readonly title: string;
  /** What holds while it is on. */
  readonly words: string;
  readonly note: string;
  readonly isOn: boolean;
  readonly change: (isOn: boolean) => Partial<Omit<Rules, "ai_paused_channels">>;
}

/** Something that a dealership wants or not, in a card of its own. */
export function RuleSwitch(props: RuleSwitchProps): JSX.Element {
  const { section, title, change } = props;
  const set = (isOn: boolean): Promise<void> =>
    changeRules(section, change(isOn), t("Could not change the switch"));
  return (
    <section class="card" aria-label={title}>
      <h2 class="card-title">{title}</h2>
      <label class="check-line">
        <input
          type="checkbox"
          disabled={!section.page.workplace.may("dealership.update")}
          checked={props.isOn}
          onChange={(event) => void set(event.currentTarget.checked)}
        />
        {props.words}
      </label>
      <p class="note-line">{props.note}</p>
    </section>
  );
}
