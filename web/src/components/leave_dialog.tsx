import type { JSX } from "preact";
import { t } from "../i18n/t.ts";
import { Button } from "./button.tsx";
import { Dialog } from "./dialog.tsx";

/** Asks whether to leave a form without its changes; Escape stays. */
export function LeaveDialog(props: {
  readonly onAnswer: (isLeaving: boolean) => void;
}): JSX.Element {
  const stay = (): void => props.onAnswer(false);
  return (
    <Dialog title={t("Leave without saving?")} isOpen onClose={stay}>
      <div class="dialog-question">
        <p>{t("Your changes are not saved. Leaving loses them.")}</p>
        <div class="choice-row">
          <Button look="main" onPress={stay}>{t("Stay and keep them")}</Button>
          <Button look="quiet" onPress={() => props.onAnswer(true)}>
            {t("Leave without them")}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
