import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { InboxRow } from "../../api/rows.ts";
import { Button, IconButton } from "../../components/button.tsx";
import { t } from "../../i18n/t.ts";
import { appointmentsOf } from "../../stores/appointments_store.ts";
import type { ToastStore } from "../../stores/toast_store.ts";
import type { OpenWorkplace } from "../../workplace.ts";

/** Props of ContactName. */
export interface ContactNameProps {
  readonly workplace: OpenWorkplace;
  readonly row: InboxRow;
  readonly toasts: ToastStore;
}

const LONGEST = 120;

/** The title over the ways to reach the customer; their name, which heads the thread, is changed here. */
export function ContactName(props: ContactNameProps): JSX.Element {
  const isOpen = useSignal(false);
  return (
    <>
      <div class="customer-head">
        <h3 class="customer-title">{t("Contact")}</h3>
        {!isOpen.value && props.workplace.may("customers.write") && (
          <IconButton
            icon="pencil"
            name={t("Change the name")}
            onPress={() => isOpen.value = true}
          />
        )}
      </div>
      {isOpen.value && <NameForm {...props} onDone={() => isOpen.value = false} />}
    </>
  );
}

function NameForm(props: ContactNameProps & { readonly onDone: () => void }): JSX.Element {
  const { workplace, row, toasts, onDone } = props;
  const words = useSignal(row.customer_name ?? "");
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.focus(), []);
  const save = async (): Promise<void> => {
    const name = words.value.trim();
    if (name === "" || name === row.customer_name) return onDone();
    try {
      await workplace.connect(appointmentsOf).rename(row.customer_id, name);
    } catch (error) {
      return toasts.fail(t("Could not change the name"), error);
    }
    onDone();
    await Promise.all([workplace.inbox.refetch([row.id]), workplace.customer.refresh()]);
  };
  return (
    <form
      class="customer-rename"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        onDone();
      }}
    >
      <input
        ref={input}
        class="field-input"
        aria-label={t("Name of the customer")}
        maxLength={LONGEST}
        value={words}
        onInput={(event) => words.value = event.currentTarget.value}
      />
      <Button type="submit">{t("Save")}</Button>
    </form>
  );
}
