import { type Signal, useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import type { OpenHours, Rules } from "../../api/settings_api.ts";
import { Button } from "../../components/button.tsx";
import { describedBy, Field } from "../../components/field.tsx";
import { RemoteView } from "../../components/remote_view.tsx";
import { phrase, t } from "../../i18n/t.ts";
import { saving } from "./saving.ts";
import type { SectionProps } from "./section_props.ts";
import { SettingsForm } from "./settings_form.tsx";

const WEEKDAYS = [
  phrase("Sunday"),
  phrase("Monday"),
  phrase("Tuesday"),
  phrase("Wednesday"),
  phrase("Thursday"),
  phrase("Friday"),
  phrase("Saturday"),
];
/** The week as it is worked: Monday first. */
const ORDER = [1, 2, 3, 4, 5, 6, 0];
const OPENS = "09:00";
const CLOSES = "18:00";

/** When people answer, and how soon they mean to. */
export function HoursSection(props: SectionProps): JSX.Element {
  const { hours, rules } = props.settings;
  const mayChange = props.page.workplace.may("dealership.update");
  useEffect(() => {
    void hours.refresh();
    void rules.refresh();
  }, [hours, rules]);
  return (
    <>
      {!mayChange && (
        <p class="note-line">{t("Only an admin of your dealership can change these.")}</p>
      )}
      <RemoteView
        remote={rules.state.value}
        what={t("The goals")}
        onRetry={() => void rules.reload()}
      >
        {(now) => <GoalsForm rules={now} section={props} mayChange={mayChange} />}
      </RemoteView>
      <section class="card" aria-label={t("Opening hours of sales")}>
        <h2 class="card-title">{t("Opening hours of sales")}</h2>
        <RemoteView
          remote={hours.state.value}
          what={t("The opening hours")}
          onRetry={() => void hours.reload()}
        >
          {(all) => (
            <ul class="set-lines">
              {ORDER.map((weekday) => (
                <Day
                  key={weekday}
                  weekday={weekday}
                  hours={all.filter((one) => one.department === "sales" && one.weekday === weekday)}
                  section={props}
                  mayChange={mayChange}
                />
              ))}
            </ul>
          )}
        </RemoteView>
      </section>
    </>
  );
}

function GoalsForm(props: {
  readonly rules: Rules;
  readonly section: SectionProps;
  readonly mayChange: boolean;
}): JSX.Element {
  const { rules, section, mayChange } = props;
  const { page, settings } = section;
  const goal = useSignal(String(rules.reply_goal_minutes));
  const climb = useSignal(String(rules.handover_escalation_minutes));
  const undo = (): void => {
    goal.value = String(rules.reply_goal_minutes);
    climb.value = String(rules.handover_escalation_minutes);
  };
  const save = async (): Promise<void> => {
    const change = {
      reply_goal_minutes: Number(goal.value),
      handover_escalation_minutes: Number(climb.value),
    };
    const words = { done: t("The goals are saved"), failed: t("Could not save the goals") };
    if (await saving(page, settings.saveRules(change), words)) await settings.rules.refresh();
  };
  return (
    <SettingsForm
      title={t("Goals")}
      isChanged={goal.value !== String(rules.reply_goal_minutes) ||
        climb.value !== String(rules.handover_escalation_minutes)}
      saveWords={t("Save goals")}
      onSave={save}
      onUndo={undo}
    >
      <Minutes
        id="goal"
        label={t("Minutes until a person should reply")}
        help={t("Only opening hours count.")}
        value={goal}
        mayChange={mayChange}
      />
      <Minutes
        id="climb"
        label={t("Minutes until everybody is told of a handover again")}
        help={t("If nobody has taken over by then, everybody on duty hears of it.")}
        value={climb}
        mayChange={mayChange}
      />
    </SettingsForm>
  );
}

function Minutes(props: {
  readonly id: string;
  readonly label: string;
  readonly help: string;
  readonly value: Signal<string>;
  readonly mayChange: boolean;
}): JSX.Element {
  const { id, value } = props;
  return (
    <Field id={id} label={props.label} help={props.help} fault={null}>
      <input
        id={id}
        class="field-input"
        type="number"
        min={1}
        max={480}
        required
        disabled={!props.mayChange}
        aria-describedby={describedBy(id)}
        value={value.value}
        onInput={(event) => value.value = event.currentTarget.value}
      />
    </Field>
  );
}

function Day(props: {
  readonly weekday: number;
  readonly hours: readonly OpenHours[];
  readonly section: SectionProps;
  readonly mayChange: boolean;
}): JSX.Element {
  const { weekday, mayChange } = props;
  const { page, settings } = props.section;
  const name = t(WEEKDAYS[weekday] ?? "");
  const [span] = props.hours;
  const after = async (work: Promise<void>): Promise<void> => {
    await saving(page, work, {
      done: t("{name} is saved", { name }),
      failed: t("Could not save {name}", { name }),
    });
    await settings.hours.refresh();
  };
  const set = (opens_at: string, closes_at: string): void => {
    if (opens_at === "" || closes_at === "" || opens_at >= closes_at) {
      return page.toasts.tell(t("Closing comes after opening"));
    }
    const hours = { id: span?.id ?? null, department: "sales", weekday, opens_at, closes_at };
    void after(settings.saveHours(hours));
  };
  return (
    <li>
      <span class="set-name">{name}</span>
      {span === undefined
        ? <span class="set-meta">{t("Closed")}</span>
        : <Span name={name} span={span} isOpen={mayChange} onSpan={set} />}
      {mayChange && (
        <Button
          look="quiet"
          onPress={() =>
            span === undefined ? set(OPENS, CLOSES) : void after(settings.removeHours(span.id))}
        >
          {span === undefined ? t("Set open") : t("Set closed")}
          <span class="only-readers">{` ${t("on {name}", { name })}`}</span>
        </Button>
      )}
    </li>
  );
}

function Span(props: {
  readonly name: string;
  readonly span: OpenHours;
  readonly isOpen: boolean;
  readonly onSpan: (opensAt: string, closesAt: string) => void;
}): JSX.Element {
  const { name, span, isOpen, onSpan } = props;
  return (
    <span class="choice-row">
      <Time
        name={t("{name} opens", { name })}
        value={span.opens_at}
        isOpen={isOpen}
        onTime={(next) => onSpan(next, span.closes_at.slice(0, 5))}
      />
      {t("to")}
      <Time
        name={t("{name} closes", { name })}
        value={span.closes_at}
        isOpen={isOpen}
        onTime={(next) => onSpan(span.opens_at.slice(0, 5), next)}
      />
    </span>
  );
}

function Time(props: {
  readonly name: string;
  readonly value: string;
  readonly isOpen: boolean;
  readonly onTime: (next: string) => void;
}): JSX.Element {
  return (
    <input
      class="time-input"
      type="time"
      aria-label={props.name}
      disabled={!props.isOpen}
      value={props.value.slice(0, 5)}
      onChange={(event) => props.onTime(event.currentTarget.value)}
    />
  );
}
