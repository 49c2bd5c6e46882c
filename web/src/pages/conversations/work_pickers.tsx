import type { JSX } from "preact";
import type { ConversationWork } from "../../api/conversation_api.ts";
import type { InboxRow } from "../../api/rows.ts";
import { Picker, type PickerOption } from "../../components/picker.tsx";
import { availabilityName } from "../../format/availability.ts";
import { PRIORITIES, priorityName } from "../../format/priority.ts";
import { roleName } from "../../format/role.ts";
import { snoozeChoices, snoozeWords } from "../../format/snooze.ts";
import { t } from "../../i18n/t.ts";
import type { OpenWorkplace } from "../../workplace.ts";

/** Props of the pickers: what they change is said to `onWork`. */
export interface WorkPickerProps {
  readonly workplace: OpenWorkplace;
  /** The conversation whose present state is marked; null for several. */
  readonly row: InboxRow | null;
  readonly onWork: (
    work: Extract<ConversationWork, { kind: "assign" | "snooze" | "priority" }>,
  ) => void;
  readonly onClose: () => void;
}

/** Who is to have it. */
export function AssignPicker(props: WorkPickerProps): JSX.Element {
  const { workplace, row, onWork, onClose } = props;
  const me = workplace.user.id;
  const people = workplace.team.colleagues.value
    .filter((person) => person.isActive && person.role !== "api")
    .sort((a, b) =>
      Number(b.id === me) - Number(a.id === me) || a.full_name.localeCompare(b.full_name)
    );
  const options = people.map((person): PickerOption => ({
    id: person.id,
    name: person.id === me ? t("{name} (you)", { name: person.full_name }) : person.full_name,
    detail: [
      roleName(person.role),
      ...(person.availability === null || person.availability === "available"
        ? []
        : [availabilityName(person.availability)]),
    ].join(" · "),
    group: t("People"),
    icon: "user-round",
    isChosen: person.id === row?.assigned_to,
  }));
  return (
    <Picker
      title={t("Assign to")}
      prompt={t("Name of a colleague")}
      options={options}
      onClose={onClose}
      onChoose={(option) => {
        const person = people.find((one) => one.id === option.id);
        if (person === undefined) return;
        onWork({ kind: "assign", userId: person.id, name: person.full_name });
      }}
    />
  );
}

/** When to come back to it. */
export function SnoozePicker(props: WorkPickerProps): JSX.Element {
  const { workplace, onWork, onClose } = props;
  const { clock, dealership } = workplace;
  const now = clock.now.peek();
  const choices = snoozeChoices(now, dealership.timezone);
  return (
    <Picker
      title={t("Snooze until")}
      prompt={t("When to come back to it")}
      options={choices.map((choice) => ({
        id: choice.until,
        name: choice.name,
        detail: snoozeWords(choice.until, now, dealership.timezone),
        group: t("The customer’s next message wakes it earlier"),
        icon: "alarm-clock",
        isChosen: false,
      }))}
      onClose={onClose}
      onChoose={(option) => onWork({ kind: "snooze", until: option.id })}
    />
  );
}

/** How urgent it is. */
export function PriorityPicker(props: WorkPickerProps): JSX.Element {
  const { row, onWork, onClose } = props;
  return (
    <Picker
      title={t("Priority")}
      prompt={t("How urgent it is")}
      options={PRIORITIES.map((priority) => ({
        id: priority,
        name: priorityName(priority),
        detail: null,
        group: t("Priority"),
        icon: "flag",
        isChosen: priority === row?.priority,
      }))}
      onClose={onClose}
      onChoose={(option) => {
        const priority = PRIORITIES.find((one) => one === option.id);
        if (priority !== undefined) onWork({ kind: "priority", priority });
      }}
    />
  );
}
