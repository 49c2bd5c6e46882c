import { useSignal } from "@preact/signals";
import type { ComponentChildren, JSX } from "preact";
import { Button } from "../../components/button.tsx";
import { CheckedForm } from "../../components/checked_form.tsx";
import { t } from "../../i18n/t.ts";
import { useUnsaved } from "../../unsaved.ts";

/** A card of settings: the save bar comes with the first change, and leaving without it asks. */
export function SettingsForm(props: {
  readonly title: string;
  readonly isChanged: boolean;
  readonly saveWords: string;
  readonly onSave: () => Promise<void>;
  readonly onUndo: () => void;
  readonly children: ComponentChildren;
}): JSX.Element {
  const isBusy = useSignal(false);
  useUnsaved(props.isChanged);
  const save = async (): Promise<void> => {
    isBusy.value = true;
    await props.onSave();
    isBusy.value = false;
  };
  return (
    <CheckedForm look="card form-card" title={props.title} onSave={save} onUndo={props.onUndo}>
      {props.children}
      {props.isChanged && (
        <div class="save-bar" role="group" aria-label={t("Changes that are not saved")}>
          <Button type="submit" look="main" busy={isBusy.value}>{props.saveWords}</Button>
          <Button type="reset" look="quiet">{t("Undo changes")}</Button>
        </div>
      )}
    </CheckedForm>
  );
}
