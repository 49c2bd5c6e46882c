import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import type { Lead, LeadStatus } from "../../api/leads_api.ts";
import { Picker, type PickerOption } from "../../components/picker.tsx";
import { LEAD_STAGES, leadStage, LOST_REASONS } from "../../format/lead.ts";
import { customerTitle } from "../../format/name.ts";
import { t } from "../../i18n/t.ts";

/** Asks where a lead goes, and for a lost one why. */
export function MovePicker(props: {
  readonly lead: Lead;
  readonly onMove: (lead: Lead, status: LeadStatus, outcome?: string | null) => void;
  readonly onClose: () => void;
}): JSX.Element {
  const { lead, onMove, onClose } = props;
  const asksWhy = useSignal(false);
  const name = customerTitle(lead.customer_name, null);
  if (asksWhy.value) {
    return (
      <Picker
        key="why"
        title={t("Why {name} is lost", { name })}
        prompt={t("The reason")}
        options={LOST_REASONS.map(([id, words]) => option(id, t(words), t("Reason")))}
        onClose={onClose}
        onChoose={({ id }) => onMove(lead, "lost", id)}
      />
    );
  }
  return (
    <Picker
      key="stage"
      title={t("Move {name}", { name })}
      prompt={t("The stage it is in now")}
      many
      options={stagesFrom(lead.status).map((status) =>
        option(status, leadStage(status), t("Stage"))
      )}
      onClose={onClose}
      onChoose={({ id }) => {
        const status = LEAD_STAGES.find((one) => one === id);
        if (status === "lost") asksWhy.value = true;
        else {
          if (status !== undefined) onMove(lead, status);
          onClose();
        }
      }}
    />
  );
}

/** What is over can only come back as being worked on. */
function stagesFrom(status: LeadStatus): readonly LeadStatus[] {
  if (status === "sold" || status === "lost") return ["working"];
  return LEAD_STAGES.filter((one) => one !== status);
}

function option(id: string, name: string, group: string): PickerOption {
  return { id, name, detail: null, group, icon: "arrow-right", isChosen: false };
}
