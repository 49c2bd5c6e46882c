import type { ReadonlySignal } from "@preact/signals";
import type { JSX } from "preact";
import { t } from "../i18n/t.ts";
import type { Toast } from "../stores/toast_store.ts";
import { IconButton } from "./button.tsx";
import { RequestId } from "./empty_state.tsx";

/** One notice at the bottom left; errors stay until they are dismissed. */
export function ToastView(props: {
  readonly toast: ReadonlySignal<Toast | null>;
  readonly onDismiss: () => void;
}): JSX.Element {
  const toast = props.toast.value;
  return (
    <div class="toast-place">
      <div role="status">
        {toast?.tone === "news" && (
          <p class="toast">
            {toast.text}
            {toast.undo !== null && (
              <button
                type="button"
                class="toast-undo"
                onClick={() => {
                  toast.undo?.();
                  props.onDismiss();
                }}
              >
                {toast.act ?? t("Undo")}
              </button>
            )}
          </p>
        )}
      </div>
      <div role="alert">
        {toast?.tone === "error" && (
          <div class="toast" data-tone="error">
            <div>
              <p>{toast.text}</p>
              {toast.requestId !== null && <RequestId id={toast.requestId} />}
            </div>
            <IconButton icon="x" name={t("Dismiss")} onPress={props.onDismiss} />
          </div>
        )}
      </div>
    </div>
  );
}
