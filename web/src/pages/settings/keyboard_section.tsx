import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { Button } from "../../components/button.tsx";
import { faultId, Field } from "../../components/field.tsx";
import { phrase, t } from "../../i18n/t.ts";
import { keyChoice, keyOf, moveKey, resetKeys, switchKeys } from "../conversations/key_choice.ts";
import type { ListCommand } from "../conversations/list_keys.ts";

const NAMES: readonly (readonly [command: ListCommand, name: string])[] = [
  ["next", phrase("Next conversation")],
  ["previous", phrase("Previous conversation")],
  ["search", phrase("Search")],
  ["reply", phrase("Write a reply")],
  ["note", phrase("Write a team note")],
  ["use_draft", phrase("Use the draft")],
  ["take_over", phrase("Take over")],
  ["hand_back", phrase("Hand back")],
  ["assign", phrase("Assign")],
  ["snooze", phrase("Snooze")],
  ["close", phrase("Close or reopen")],
  ["select", phrase("Select, for several at once")],
  ["back", phrase("Back to the list")],
];

/** Which single keys do what in this browser, and whether they do anything. */
export function KeyboardSection(): JSX.Element {
  const { isOn } = keyChoice.value;
  return (
    <section class="card form-card">
      <h2 class="card-title">{t("Keyboard")}</h2>
      <label class="check-line">
        <input
          type="checkbox"
          checked={isOn}
          onChange={(event) => switchKeys(event.currentTarget.checked)}
        />
        {t("Single keys act, outside of fields")}
      </label>
      <p class="note-line">
        {t(
          "Switch them off when you speak to your computer or press keys by accident. This browser keeps the choice.",
        )}
      </p>
      {isOn && (
        <>
          <div class="key-grid">
            {NAMES.map(([command, name]) => (
              <KeyField key={command} command={command} name={name} />
            ))}
          </div>
          <div class="choice-row">
            <Button icon="rotate-ccw" onPress={resetKeys}>{t("Put the usual keys back")}</Button>
          </div>
        </>
      )}
    </section>
  );
}

function KeyField(props: { readonly command: ListCommand; readonly name: string }): JSX.Element {
  const fault = useSignal<string | null>(null);
  const id = `key-${props.command}`;
  const key = keyOf(keyChoice.value, props.command);
  const change = (input: HTMLInputElement): void => {
    const isFree = moveKey(props.command, input.value);
    fault.value = isFree || input.value === "" ? null : t("This key does something else");
    if (!isFree) input.value = key.toUpperCase();
  };
  return (
    <Field id={id} label={t(props.name)} fault={fault.value}>
      <input
        id={id}
        class="field-input key-input"
        autocomplete="off"
        value={key.toUpperCase()}
        aria-invalid={fault.value === null ? undefined : "true"}
        aria-describedby={fault.value === null ? undefined : faultId(id)}
        onFocus={(event) => event.currentTarget.select()}
        onChange={(event) => change(event.currentTarget)}
      />
    </Field>
  );
}
