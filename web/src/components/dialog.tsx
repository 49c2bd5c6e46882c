import type { ComponentChildren, JSX } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { t } from "../i18n/t.ts";
import { IconButton } from "./button.tsx";

/** A native modal dialog: the browser keeps the focus in it and gives it back. */
export function Dialog(props: {
  readonly title: string;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  /** `sheet` slides in from the side and takes the whole height. */
  readonly shape?: "card" | "sheet" | "picker";
  /** True for one that the address opens, so that the way back closes it by itself. */
  readonly isInAddress?: boolean;
  readonly children: ComponentChildren;
}): JSX.Element {
  const element = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const dialog = element.current;
    if (dialog === null || dialog.open === props.isOpen) return;
    if (props.isOpen) dialog.showModal();
    else dialog.close();
  }, [props.isOpen]);
  useLayoutEffect(() => () => closeForGood(element.current), []);
  return (
    <dialog
      ref={element}
      class="dialog"
      data-shape={props.shape ?? "card"}
      data-at={props.isInAddress === true ? "address" : "page"}
      aria-label={props.title}
      onClose={props.onClose}
      onClick={(event) => event.target === element.current && props.onClose()}
    >
      {props.isOpen && (
        <div class="dialog-body">
          <header class="dialog-header">
            <h2 class="dialog-title">{props.title}</h2>
            <IconButton icon="x" name={t("Close")} onPress={props.onClose} />
          </header>
          {props.children}
        </div>
      )}
    </dialog>
  );
}

/** Closes a dialog that is taken away while it is open, so that the focus goes back. */
function closeForGood(dialog: HTMLDialogElement | null): void {
  if (dialog === null || !dialog.open) return;
  // Its owner has closed it; by the time this is told, the next one may be open.
  const ignore = (event: Event): void => event.stopImmediatePropagation();
  dialog.addEventListener("close", ignore, { capture: true, once: true });
  dialog.close();
}
