import type { JSX } from "preact";
import { t } from "../i18n/t.ts";
import { Dialog } from "./dialog.tsx";
import { DialogQuestion } from "./dialog_question.tsx";

/** Asks whether to leave a form without its changes; Escape stays. */
export function LeaveDialog(props: {
  readonly onAnswer: (isLeaving: boolean) => void;
}): JSX.Element {
  const stay = (): void => props.onAnswer(false);
  return (
    <Dialog title={t("Leave without saving?")} isOpen onClose={stay}>
      <DialogQuestion
        main={{ words: t("Stay and keep them"), onPress: stay }}
        quiet={{ words: t("Leave without them"), onPress: () => props.onAnswer(true) }}
      >
        <p>{t("Your changes are not saved. Leaving loses them.")}</p>
      </DialogQuestion>
    </Dialog>
  );
}
