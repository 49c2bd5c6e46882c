import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import type { Lead, LeadStatus } from "../../api/leads_api.ts";
import { Picker, type PickerOption } from "../../components/picker.tsx";
import { LEAD_STAGES, leadStage, LOST_REASONS } from "../../format/lead.ts";
import { customerTitle } from "../../format/name.ts";
import { t } from "../../i18n/t.ts";

/** Props of MovePicker. */
export interface MovePickerProps {
  readonly lead: Lead;
  readonly onMove: (lead: Lead, status: LeadStatus, outcome?: string | null) => void;
  readonly onClose: () => void;
}

/** Asks where a lead goes, by name or by an arrow, and for a lost one why. */
export function MovePicker(props: MovePickerProps): JSX.Element {
  const { lead, onMove, onClose } = props;
  const asksWhy = useSignal(false);
  const name = customerTitle(lead.customer_name, lead.customer_address);
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
  return <StagePicker {...props} asksWhy={() => asksWhy.value = true} />;
}

function StagePicker(
  props: MovePickerProps & { readonly asksWhy: () => void },
): JSX.Element {
  const { lead, onMove, onClose } = props;
  const go = (status: LeadStatus | undefined): void => {
    if (status === "lost") props.asksWhy();
    else {
      if (status !== undefined) onMove(lead, status);
      onClose();
    }
  };
  const stages = stagesFrom(lead.status);
  return (
    <div
      class="move-picker"
      onKeyDown={(event) => {
        const status = neighbour(lead.status, event);
        if (status === undefined || !stages.includes(status)) return;
        event.preventDefault();
        go(status);
      }}
    >
      <Picker
        key="stage"
        title={t("Move {name}", { name: customerTitle(lead.customer_name, lead.customer_address) })}
        prompt={t("Stage to move it to")}
        many
        options={stages.map((status) => ({
          ...option(status, leadStage(status), t("Stage")),
          detail: arrowTo(lead.status, status),
        }))}
        onClose={onClose}
        onChoose={({ id }) => go(LEAD_STAGES.find((one) => one === id))}
      />
    </div>
  );
}

/** The stage beside, when an arrow is pressed before anything is typed. */
function neighbour(from: LeadStatus, event: KeyboardEvent): LeadStatus | undefined {
  const typed = event.target instanceof HTMLInputElement && event.target.value !== "";
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key] ?? 0;
  if (typed || step === 0) return undefined;
  return LEAD_STAGES[LEAD_STAGES.indexOf(from) + step];
}

/** The arrow that leads to a stage, in words. */
function arrowTo(from: LeadStatus, to: LeadStatus): string | null {
  const step = LEAD_STAGES.indexOf(to) - LEAD_STAGES.indexOf(from);
  if (step === 1) return t("Right arrow");
  return step === -1 ? t("Left arrow") : null;
}

/** What is over can only come back as being worked on. */
function stagesFrom(status: LeadStatus): readonly LeadStatus[] {
  if (status === "sold" || status === "lost") return ["working"];
  return LEAD_STAGES.filter((one) => one !== status);
}

function option(id: string, name: string, group: string): PickerOption {
  return { id, name, detail: null, group, icon: "arrow-right", isChosen: false };
}
