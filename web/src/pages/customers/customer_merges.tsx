import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import type { CustomerMerge, FoundCustomer } from "../../api/customers_api.ts";
import { Button } from "../../components/button.tsx";
import { Picker, type PickerOption } from "../../components/picker.tsx";
import { formatPhone } from "../../format/phone.ts";
import { shortDate } from "../../format/time.ts";
import { t } from "../../i18n/t.ts";
import { customerMergesOf, type CustomerMergesShape } from "../../stores/customer_merges_store.ts";
import type { ToastShape } from "../../stores/toast_store.ts";
import type { OpenWorkplace } from "../../workplace.ts";

/** Props of CustomerMerges. */
export interface CustomerMergesProps {
  readonly workplace: OpenWorkplace;
  readonly toasts: ToastShape;
  readonly customerId: string;
  /** Reads anew what hangs on the customer. */
  readonly onDone: () => void;
  /** Another value asks for the merges anew, as one may have been made elsewhere. */
  readonly stamp?: unknown;
}

/** Who else a customer was found to be, each with its way back, and the search for one more. */
export function CustomerMerges(props: CustomerMergesProps): JSX.Element | null {
  const { workplace, customerId } = props;
  const isPicking = useSignal(false);
  const store = useMemo(
    () => workplace.connect(customerMergesOf)(customerId),
    [workplace, customerId],
  );
  useEffect(() => void store.merges.refresh(), [store, props.stamp]);
  useEffect(() => store.stop, [store]);
  if (!workplace.may("customers.write_all")) return null;
  const { value } = store.merges.state;
  const merges = value.kind === "ready" ? value.value : [];
  return (
    <>
      {merges.length > 0 && (
        <ul class="customer-lines">
          {merges.map((one) => (
            <MergeLine
              key={one.id}
              merge={one}
              workplace={workplace}
              onUndo={() => void undo(props, store, one.id)}
            />
          ))}
        </ul>
      )}
      <div class="choice-row">
        <Button look="plain" icon="users-round" onPress={() => isPicking.value = true}>
          {t("Merge with another customer")}
        </Button>
      </div>
      {isPicking.value && (
        <OtherPicker
          store={store}
          onClose={() => isPicking.value = false}
          onChoose={(id) => void merge(props, store, id)}
        />
      )}
    </>
  );
}

function MergeLine(props: {
  readonly merge: CustomerMerge;
  readonly workplace: OpenWorkplace;
  readonly onUndo: () => void;
}): JSX.Element {
  const { merge, workplace } = props;
  const name = merge.other_name ?? t("a shopper without a name");
  const day = shortDate(merge.merged_at, workplace.dealership.timezone);
  const who = workplace.team.names.value.get(merge.merged_by ?? "") ?? t("a colleague");
  return (
    <li class="customer-merge">
      <span>{t("Merged with {name} on {day} by {who}", { name, day, who })}</span>
      <Button look="plain" onPress={props.onUndo}>
        {t("Undo")}
        <span class="only-readers">{` ${name}`}</span>
      </Button>
    </li>
  );
}

function OtherPicker(props: {
  readonly store: CustomerMergesShape;
  readonly onClose: () => void;
  readonly onChoose: (id: string) => void;
}): JSX.Element {
  const { store } = props;
  return (
    <Picker
      title={t("Who is the same person")}
      prompt={t("Name, phone or e-mail")}
      options={store.found.value.map(optionOf)}
      isSearching={store.isSearching.value}
      onQuery={store.look}
      onClose={props.onClose}
      onChoose={({ id }) => props.onChoose(id)}
    />
  );
}

function optionOf(one: FoundCustomer): PickerOption {
  const reached = one.customer_identities.filter(({ kind }) => kind !== "visitor")
    .map(({ kind, value }) => kind === "phone" ? formatPhone(value) : value);
  const [first = t("No phone or e-mail yet"), ...others] = reached;
  return {
    id: one.id,
    name: one.full_name ?? first,
    detail: (one.full_name === null ? others : reached).slice(0, 2).join(" · ") || null,
    group: t("Customers"),
    icon: "user-round",
    isChosen: false,
  };
}

/** Makes another customer and this one the same person; the notice takes it back. */
export async function merge(
  props: Pick<CustomerMergesProps, "toasts" | "onDone">,
  store: CustomerMergesShape,
  otherId: string,
): Promise<void> {
  const { toasts } = props;
  try {
    const { id, hasTightened } = await store.merge(otherId);
    const words = hasTightened
      ? t("They are one customer now. An opt-out of one holds for both")
      : t("They are one customer now");
    toasts.tell(words, () => void undo(props, store, id));
    props.onDone();
  } catch (error) {
    toasts.fail(t("Could not merge them"), error);
  }
}

async function undo(
  props: Pick<CustomerMergesProps, "toasts" | "onDone">,
  store: CustomerMergesShape,
  mergeId: string,
): Promise<void> {
  try {
    await store.undo(mergeId);
    props.toasts.tell(t("They are two customers again"));
    props.onDone();
  } catch (error) {
    props.toasts.fail(t("Could not undo this"), error);
  }
}
