import { useSignal } from "@preact/signals";
import type { ComponentChildren, JSX, RefObject } from "preact";
import { useRef } from "preact/hooks";
import { Button } from "../../components/button.tsx";
import { FormFaults } from "../../components/field.tsx";
import { t, tn } from "../../i18n/t.ts";
import { useUnsaved } from "../../unsaved.ts";
import { controlsOf } from "./control_fault.ts";
import { type Faults, useFaults } from "./use_faults.ts";

/**
 * A card of settings: what is wrong stands below its field once it is left, and in a list that takes
 * the focus on saving; the save bar comes with the first change, and leaving without it asks.
 */
export function SettingsForm(props: {
  readonly title: string;
  readonly isChanged: boolean;
  readonly saveWords: string;
  readonly onSave: () => Promise<void>;
  readonly onUndo: () => void;
  readonly children: ComponentChildren;
}): JSX.Element {
  const form = useRef<HTMLFormElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const isBusy = useSignal(false);
  const isTried = useSignal(false);
  const { faults, isRight, forget, onFocusOut, onInput } = useFaults(form);
  useUnsaved(props.isChanged);
  const save = async (event: Event): Promise<void> => {
    event.preventDefault();
    isTried.value = !isRight();
    if (isTried.value) return void requestAnimationFrame(() => list.current?.focus());
    isBusy.value = true;
    await props.onSave();
    isBusy.value = false;
  };
  const undo = (): void => {
    forget();
    isTried.value = false;
    props.onUndo();
  };
  const events = { onFocusOut, onInput, onSubmit: (event: Event) => void save(event) };
  return (
    <form ref={form} class="card form-card" noValidate {...events}>
      <h2 class="card-title">{props.title}</h2>
      {isTried.value && <FaultList focused={list} faults={faults} form={form.current} />}
      <FormFaults.Provider value={faults}>{props.children}</FormFaults.Provider>
      {props.isChanged && (
        <div class="save-bar" role="group" aria-label={t("Changes that are not saved")}>
          <Button type="submit" look="main" busy={isBusy.value}>{props.saveWords}</Button>
          <Button look="quiet" onPress={undo}>{t("Undo changes")}</Button>
        </div>
      )}
    </form>
  );
}

function FaultList(props: {
  readonly focused: RefObject<HTMLDivElement | null>;
  readonly faults: Faults;
  readonly form: HTMLFormElement | null;
}): JSX.Element | null {
  const wrong = controlsOf(props.form).filter(({ id }) => id in props.faults);
  if (wrong.length === 0) return null;
  return (
    <div class="fault-list" role="alert" tabIndex={-1} ref={props.focused}>
      <p>{tn(wrong.length, "1 field needs another look", "{count} fields need another look")}</p>
      <ul>
        {wrong.map((control) => (
          <li key={control.id}>
            <button type="button" class="text-link" onClick={() => control.focus()}>
              {control.labels?.[0]?.textContent ?? control.id}
            </button>
            {`: ${props.faults[control.id] ?? ""}`}
          </li>
        ))}
      </ul>
    </div>
  );
}
