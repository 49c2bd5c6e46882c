import { type Signal, useSignal } from "@preact/signals";
import type { JSX } from "preact";
import type { RoutingRule } from "../../api/routing_api.ts";
import { Button } from "../../components/button.tsx";
import { Dialog } from "../../components/dialog.tsx";
import { DialogForm } from "../../components/dialog_form.tsx";
import { Field } from "../../components/field.tsx";
import { leadType } from "../../format/lead.ts";
import {
  departmentWords,
  ROUTING_STRATEGIES,
  ruleDraft,
  type RuleForm,
  ruleForm,
  strategyWords,
} from "../../format/routing.ts";
import { t } from "../../i18n/t.ts";
import type { RoutingShape } from "../../stores/routing_store.ts";
import { saving } from "./saving.ts";
import type { SectionProps } from "./section_props.ts";

const DEPARTMENTS = ["sales", "service", "parts", "finance"];
const TYPES = ["sales", "trade", "test_drive", "finance", "service", "other"];

type Options = readonly (readonly [value: string, words: string])[];
type TextKey = Exclude<keyof RuleForm, "onDuty">;

interface DialogProps {
  /** Null for a new one. */
  readonly rule: RoutingRule | null;
  /** The last place that is taken. */
  readonly last: number;
  readonly api: RoutingShape;
  readonly section: SectionProps;
  readonly onClose: () => void;
}

/** Writes one rule, or a new one. */
export function RoutingDialog(props: DialogProps): JSX.Element {
  const { rule, api, section, onClose } = props;
  const form = useSignal(ruleForm(rule));
  const save = async (): Promise<void> => {
    const draft = ruleDraft(form.value, rule);
    const work = rule === null ? api.add(draft, props.last + 1) : api.change(rule.id, draft);
    const words = { done: t("The rule is saved"), failed: t("Could not save the rule") };
    if (!await saving(section.page, work, words)) return;
    onClose();
    await api.rules.refresh();
  };
  return (
    <Dialog title={rule === null ? t("A new rule") : rule.name} isOpen onClose={onClose}>
      <DialogForm onSave={save}>
        <Words form={form} field="name" label={t("Name")} isNeeded />
        <Lists form={form} />
        <Choices form={form} />
        <Takers form={form} section={section} />
        <div class="choice-row">
          <Button type="submit" look="main">{t("Save rule")}</Button>
        </div>
      </DialogForm>
    </Dialog>
  );
}

interface FormProps {
  readonly form: Signal<RuleForm>;
}

function Lists({ form }: FormProps): JSX.Element {
  return (
    <div class="field-pairs">
      <Words form={form} field="sources" label={t("Sources, with commas (empty: all)")} />
      <Words form={form} field="makes" label={t("Makes, with commas (empty: all)")} />
      <Words form={form} field="zips" label={t("ZIP codes or their beginnings (empty: all)")} />
      <Words form={form} field="score" label={t("Score at least (empty: any)")} />
    </div>
  );
}

function Choices({ form }: FormProps): JSX.Element {
  const any = ["", t("Any")] as const;
  const all: readonly (readonly [TextKey, string, Options])[] = [
    ["department", t("Department"), DEPARTMENTS.map((one) => [one, departmentWords(one)])],
    ["type", t("Wish"), TYPES.map((one) => [one, leadType(one)])],
    ["condition", t("Car"), [["new", t("New")], ["used", t("Used")]]],
    ["language", t("Language"), [["en", t("English")], ["es", t("Spanish")]]],
    ["returning", t("Shopper"), [["true", t("Was here before")], ["false", t("New here")]]],
    ["open", t("Time"), [["true", t("While open")], ["false", t("While closed")]]],
  ];
  return (
    <div class="field-pairs">
      {all.map(([field, label, options]) => (
        <Choice key={field} form={form} field={field} label={label} options={[any, ...options]} />
      ))}
    </div>
  );
}

function Takers({ form, section }: FormProps & { readonly section: SectionProps }): JSX.Element {
  const { strategy, onDuty } = form.value;
  const people = section.page.workplace.team.colleagues.value.filter((one) => one.isActive);
  return (
    <>
      <Choice
        form={form}
        field="strategy"
        label={t("Who gets it")}
        options={ROUTING_STRATEGIES.map((one) => [one, strategyWords(one)])}
      />
      {strategy === "person" && (
        <Choice
          form={form}
          field="person"
          label={t("Person")}
          options={[
            ["", t("Choose somebody")],
            ...people.map((one) => [one.id, one.full_name] as const),
          ]}
        />
      )}
      {strategy !== "nobody" && (
        <>
          <Words form={form} field="most" label={t("Open leads at most (empty: no limit)")} />
          <label class="check-line">
            <input
              type="checkbox"
              checked={onDuty}
              onChange={(event) =>
                form.value = { ...form.value, onDuty: event.currentTarget.checked }}
            />
            {t("Only people on duty")}
          </label>
        </>
      )}
    </>
  );
}

interface FieldProps extends FormProps {
  readonly field: TextKey;
  readonly label: string;
}

function Words(props: FieldProps & { readonly isNeeded?: boolean }): JSX.Element {
  const { form, field, label } = props;
  const id = `rule-${field}`;
  return (
    <Field id={id} label={label} fault={null}>
      <input
        id={id}
        class="field-input"
        required={props.isNeeded}
        maxLength={200}
        value={form.value[field]}
        onInput={(event) => form.value = { ...form.value, [field]: event.currentTarget.value }}
      />
    </Field>
  );
}

function Choice(props: FieldProps & { readonly options: Options }): JSX.Element {
  const { form, field, label } = props;
  const id = `rule-${field}`;
  return (
    <Field id={id} label={label} fault={null}>
      <select
        id={id}
        class="field-input"
        value={form.value[field]}
        onChange={(event) => form.value = { ...form.value, [field]: event.currentTarget.value }}
      >
        {props.options.map(([option, words]) => <option key={option} value={option}>{words}
        </option>)}
      </select>
    </Field>
  );
}
