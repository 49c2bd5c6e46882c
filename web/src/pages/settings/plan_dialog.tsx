import { type Signal, useSignal } from "@preact/signals";
import type { JSX } from "preact";
import type { Plan, StepDraft } from "../../api/follow_up_api.ts";
import { Button } from "../../components/button.tsx";
import { Dialog } from "../../components/dialog.tsx";
import { DialogForm } from "../../components/dialog_form.tsx";
import { Field } from "../../components/field.tsx";
import { phrase, t } from "../../i18n/t.ts";
import type { FollowUpShape } from "../../stores/follow_up_store.ts";
import { saving } from "./saving.ts";
import type { SectionProps } from "./section_props.ts";

const CHANNELS: readonly (readonly [StepDraft["channel"], string])[] = [
  ["sms", phrase("Text")],
  ["email", phrase("E-mail")],
  ["call_task", phrase("A person calls")],
];
const NEW_STEP: StepDraft = { id: null, wait_minutes: 1440, channel: "sms", template: "" };
const HOUR = 60;

/** Writes one plan: its name and its steps. */
export function PlanDialog(props: {
  /** Null for a new one. */
  readonly plan: Plan | null;
  readonly store: FollowUpShape;
  readonly section: SectionProps;
  readonly onClose: () => void;
}): JSX.Element {
  const { plan, store, section, onClose } = props;
  const name = useSignal(plan?.name ?? "");
  const steps = useSignal<readonly StepDraft[]>(plan?.steps.map(draftOf) ?? [NEW_STEP]);
  const save = async (): Promise<void> => {
    const work = store.savePlan(plan, name.value.trim(), steps.value);
    const words = { done: t("The plan is saved"), failed: t("Could not save the plan") };
    if (await saving(section.page, work, words)) onClose();
    await store.plans.refresh();
  };
  return (
    <Dialog title={plan === null ? t("A new plan") : plan.name} isOpen onClose={onClose}>
      <DialogForm onSave={save}>
        <Field id="plan-name" label={t("Name")} fault={null}>
          <input
            id="plan-name"
            class="field-input"
            required
            maxLength={80}
            value={name.value}
            onInput={(event) => name.value = event.currentTarget.value}
          />
        </Field>
        {steps.value.map((step, index) => (
          <Step key={step.id ?? `new${index}`} steps={steps} index={index} />
        ))}
        <div class="choice-row">
          <Button onPress={() => steps.value = [...steps.value, NEW_STEP]}>
            {t("Add a step")}
          </Button>
          <Button type="submit" look="main">{t("Save plan")}</Button>
        </div>
      </DialogForm>
    </Dialog>
  );
}

function draftOf({ id, wait_minutes, channel, template }: Plan["steps"][number]): StepDraft {
  return { id, wait_minutes, channel, template };
}

interface StepProps {
  readonly steps: Signal<readonly StepDraft[]>;
  readonly index: number;
}

function Step(props: StepProps): JSX.Element | null {
  const { steps, index } = props;
  const step = steps.value[index];
  if (step === undefined) return null;
  const change = (to: Partial<StepDraft>): void => {
    steps.value = steps.value.map((one, at) => at === index ? { ...one, ...to } : one);
  };
  return (
    <fieldset class="plan-step">
      <legend class="field-label">{t("Step {number}", { number: index + 1 })}</legend>
      <StepTerms step={step} index={index} onChange={change} />
      <Field
        id={`step-words-${index}`}
        label={step.channel === "call_task"
          ? t("What the call is about")
          : t("The text; {fields} are filled in", {
            fields: "{{customer_first_name}}, {{vehicle}}, {{dealership_name}}",
          })}
        fault={null}
      >
        <textarea
          id={`step-words-${index}`}
          class="field-input"
          rows={3}
          required
          maxLength={1600}
          value={step.template}
          onInput={(event) => change({ template: event.currentTarget.value })}
        />
      </Field>
      {steps.value.length > 1 && (
        <Button
          look="quiet"
          onPress={() => steps.value = steps.value.filter((_, at) => at !== index)}
        >
          {t("Remove step {number}", { number: index + 1 })}
        </Button>
      )}
    </fieldset>
  );
}

function StepTerms(props: {
  readonly step: StepDraft;
  readonly index: number;
  readonly onChange: (to: Partial<StepDraft>) => void;
}): JSX.Element {
  const { step, index, onChange } = props;
  return (
    <>
      <Field
        id={`step-wait-${index}`}
        label={index === 0 ? t("Hours after the first answer") : t("Hours after the step before")}
        fault={null}
      >
        <input
          id={`step-wait-${index}`}
          class="field-input"
          type="number"
          min={0}
          max={4320}
          step="any"
          required
          value={step.wait_minutes / HOUR}
          onChange={(event) =>
            onChange({ wait_minutes: Math.round(event.currentTarget.valueAsNumber * HOUR) })}
        />
      </Field>
      <Field id={`step-channel-${index}`} label={t("How")} fault={null}>
        <select
          id={`step-channel-${index}`}
          class="field-input"
          value={step.channel}
          onChange={(event) => {
            const chosen = CHANNELS.find(([channel]) => channel === event.currentTarget.value);
            if (chosen !== undefined) onChange({ channel: chosen[0] });
          }}
        >
          {CHANNELS.map(([channel, words]) => (
            <option key={channel} value={channel}>{t(words)}</option>
          ))}
        </select>
      </Field>
    </>
  );
}
