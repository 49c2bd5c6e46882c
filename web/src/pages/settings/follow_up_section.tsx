import { type Signal, useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import type { LeadGoals, Plan } from "../../api/follow_up_api.ts";
import { Button } from "../../components/button.tsx";
import { EmptyState } from "../../components/empty_state.tsx";
import { Field } from "../../components/field.tsx";
import { RemoteView } from "../../components/remote_view.tsx";
import { Tag } from "../../components/tag.tsx";
import { t, tn } from "../../i18n/t.ts";
import { followUpOf, type FollowUpShape } from "../../stores/follow_up_store.ts";
import { PlanDialog } from "./plan_dialog.tsx";
import { saving } from "./saving.ts";
import type { SectionProps } from "./section_props.ts";
import { SettingsForm } from "./settings_form.tsx";
import { SourceConsents } from "./source_consents.tsx";

/** What happens to leads that nobody has, that do not answer, and that may be texted. */
export function FollowUpSection(props: SectionProps): JSX.Element {
  const { workplace } = props.page;
  const store = useMemo(() => workplace.connect(followUpOf), [workplace]);
  useEffect(() => {
    void store.plans.refresh();
    void store.sources.refresh();
    void store.goals.refresh();
  }, [store]);
  return (
    <>
      <Plans store={store} section={props} />
      <SourceConsents store={store} section={props} />
      <RemoteView
        remote={store.goals.state.value}
        what={t("The goals")}
        onRetry={() => void store.goals.reload()}
      >
        {(goals) => <Goals goals={goals} store={store} section={props} />}
      </RemoteView>
    </>
  );
}

interface PartProps {
  readonly store: FollowUpShape;
  readonly section: SectionProps;
}

function Plans({ store, section }: PartProps): JSX.Element {
  const edited = useSignal<Plan | "new" | null>(null);
  const mayWrite = section.page.workplace.may("leads.manage");
  return (
    <section class="card form-card" aria-label={t("Follow-up")}>
      <div class="dashboard-side-head">
        <h2 class="card-title">{t("For leads that do not answer")}</h2>
        {mayWrite && (
          <Button icon="plus" look="main" onPress={() => edited.value = "new"}>
            {t("Add a plan")}
          </Button>
        )}
      </div>
      <p class="note-line">
        {t(
          "A plan stops by itself: on any reply, opt-out, appointment, sale, or when a person takes over.",
        )}
      </p>
      <RemoteView
        remote={store.plans.state.value}
        what={t("The plans")}
        onRetry={() => void store.plans.reload()}
      >
        {(all) =>
          all.length === 0
            ? <EmptyState icon="clock" title={t("No plans yet")} />
            : (
              <ul class="set-lines">
                {all.map((plan) => (
                  <Line
                    key={plan.id}
                    plan={plan}
                    part={{ store, section }}
                    onEdit={mayWrite ? () => edited.value = plan : null}
                  />
                ))}
              </ul>
            )}
      </RemoteView>
      {edited.value !== null && (
        <PlanDialog
          plan={edited.value === "new" ? null : edited.value}
          store={store}
          section={section}
          onClose={() => edited.value = null}
        />
      )}
    </section>
  );
}

function Line(props: {
  readonly plan: Plan;
  readonly part: PartProps;
  readonly onEdit: (() => void) | null;
}): JSX.Element {
  const { plan, part, onEdit } = props;
  const turn = async (to: Parameters<FollowUpShape["turnPlan"]>[1]): Promise<void> => {
    await saving(part.section.page, part.store.turnPlan(plan.id, to), {
      done: t("The plan is changed"),
      failed: t("Could not change the plan"),
    });
    await part.store.plans.refresh();
  };
  const act = (name: string, onPress: () => void) => (
    <Button look="quiet" onPress={onPress}>
      {name}
      <span class="only-readers">{` ${plan.name}`}</span>
    </Button>
  );
  return (
    <li>
      <div class="knowledge-words">
        <p class="set-name">
          {plan.name} {!plan.is_active && <Tag tone="plain">{t("Off")}</Tag>}
        </p>
        <p class="set-meta">
          {tn(plan.steps.length, "1 step", "{count} steps")}
          {plan.starts_by_itself && ` · ${t("starts by itself after the first answer")}`}
        </p>
      </div>
      {onEdit !== null && (
        <span class="choice-row">
          {act(
            plan.is_active ? t("Switch off") : t("Switch on"),
            () => void turn({ is_active: !plan.is_active }),
          )}
          {act(
            plan.starts_by_itself ? t("Start by hand") : t("Start by itself"),
            () => void turn({ starts_by_itself: !plan.starts_by_itself }),
          )}
          {act(t("Change"), onEdit)}
        </span>
      )}
    </li>
  );
}

function Goals(props: PartProps & { readonly goals: LeadGoals }): JSX.Element {
  const { store, section } = props;
  const goals = useSignal(props.goals);
  const mayWrite = section.page.workplace.may("dealership.update");
  const saved = useSignal(props.goals);
  const save = async (): Promise<void> => {
    const words = { done: t("The goals are saved"), failed: t("Could not save the goals") };
    const now = goals.value;
    if (await saving(section.page, store.saveGoals(now), words)) saved.value = now;
  };
  const amount = (key: Exclude<keyof LeadGoals, Switch>, label: string) => (
    <Field id={`goal-${key}`} label={label} fault={null}>
      <input
        id={`goal-${key}`}
        class="field-input"
        type="number"
        min={key === "max_follow_ups" ? 0 : 1}
        max={key === "max_follow_ups" ? 50 : 720}
        required
        disabled={!mayWrite}
        value={goals.value[key]}
        onInput={(event) =>
          goals.value = { ...goals.value, [key]: event.currentTarget.valueAsNumber }}
      />
    </Field>
  );
  return (
    <SettingsForm
      title={t("Goals for leads")}
      isChanged={JSON.stringify(goals.value) !== JSON.stringify(saved.value)}
      saveWords={t("Save goals")}
      onSave={save}
      onUndo={() => goals.value = saved.value}
    >
      {amount("lead_owner_minutes", t("Somebody has a lead within, in minutes of opening hours"))}
      {amount("source_silence_hours", t("Told after so many hours without a lead from a source"))}
      {amount("max_follow_ups", t("Follow-ups to one shopper in 30 days at most"))}
      <Checks goals={goals} mayWrite={mayWrite} />
    </SettingsForm>
  );
}

type Switch = "answers_in_quiet_hours" | "leads_from_conversations";

interface ChecksProps {
  readonly goals: Signal<LeadGoals>;
  readonly mayWrite: boolean;
}

function Checks(props: ChecksProps): JSX.Element {
  return (
    <>
      <Check
        {...props}
        name="answers_in_quiet_hours"
        words={t(
          "The AI answers a text that just came at any hour; what it begins waits for the morning",
        )}
      />
      <Check
        {...props}
        name="leads_from_conversations"
        words={t("A conversation becomes a lead once its shopper wants to buy")}
      />
    </>
  );
}

function Check(
  props: ChecksProps & { readonly name: Switch; readonly words: string },
): JSX.Element {
  const { goals, name } = props;
  return (
    <label class="check-line">
      <input
        type="checkbox"
        disabled={!props.mayWrite}
        checked={goals.value[name]}
        onChange={(event) => goals.value = { ...goals.value, [name]: event.currentTarget.checked }}
      />
      {props.words}
    </label>
  );
}
