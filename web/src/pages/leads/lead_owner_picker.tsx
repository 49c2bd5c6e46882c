import type { JSX } from "preact";
import type { Lead } from "../../api/leads_api.ts";
import { Picker, type PickerOption } from "../../components/picker.tsx";
import { customerTitle } from "../../format/name.ts";
import { t } from "../../i18n/t.ts";
import type { PageProps } from "../../page_props.ts";
import type { LeadsShape } from "../../stores/leads_store.ts";

const NOBODY = "";

/** Asks who has a lead from now on. */
export function LeadOwnerPicker(props: {
  readonly lead: Lead;
  readonly store: LeadsShape;
  readonly page: PageProps;
  readonly onClose: () => void;
}): JSX.Element {
  const { lead, store, page, onClose } = props;
  const { team } = page.workplace;
  const people = team.colleagues.value.filter((one) => one.isActive && one.role !== "api");
  const option = (id: string, name: string): PickerOption => ({
    id,
    name,
    detail: null,
    group: t("Owner"),
    icon: id === NOBODY ? "inbox" : "user-round",
    isChosen: (lead.assigned_to ?? NOBODY) === id,
  });
  const give = async ({ id, name }: PickerOption): Promise<void> => {
    const before = lead.assigned_to;
    try {
      await store.assign(lead.id, id === NOBODY ? null : id);
      page.toasts.tell(t("{name} has this lead now", { name }), () => {
        store.assign(lead.id, before).catch((error) =>
          page.toasts.fail(t("Could not undo this"), error)
        );
      });
    } catch (error) {
      page.toasts.fail(t("Could not give this lead to {name}", { name }), error);
    }
  };
  return (
    <Picker
      title={t("Who has {name}", {
        name: customerTitle(lead.customer_name, lead.customer_address),
      })}
      prompt={t("A colleague")}
      options={[option(NOBODY, t("Nobody")), ...people.map((one) => option(one.id, one.full_name))]}
      onClose={onClose}
      onChoose={(chosen) => void give(chosen)}
    />
  );
}
