import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import type { ConversationWork } from "../../api/conversation_api.ts";
import type { InboxRow, Tag } from "../../api/rows.ts";
import { Picker } from "../../components/picker.tsx";
import { t } from "../../i18n/t.ts";
import type { ConversationsRoute, Router } from "../../router.ts";
import type { ToastStore } from "../../stores/toast_store.ts";
import type { OpenWorkplace } from "../../workplace.ts";
import { SchedulePicker, TemplatePicker, VehiclePicker } from "./compose_panels.tsx";
import { AppointmentPanel } from "./appointment_panel.tsx";
import { ChannelPicker } from "./channel_panel.tsx";
import { FilterPanel } from "./filter_panel.tsx";
import type { Panel } from "./panel.ts";
import { WhyDraftPanel } from "./why_draft_panel.tsx";
import { WhyPanel } from "./why_panel.tsx";
import { AssignPicker, PriorityPicker, SnoozePicker } from "./work_pickers.tsx";

/** Props of Panels. */
export interface PanelsProps {
  readonly panel: Panel;
  readonly workplace: OpenWorkplace;
  readonly route: ConversationsRoute;
  readonly router: Router;
  readonly toasts: ToastStore;
  readonly onWork: (work: ConversationWork) => void;
  readonly onClose: () => void;
}

/** What is open over the conversations. */
export function Panels(props: PanelsProps): JSX.Element | null {
  const { panel } = props;
  const row = props.workplace.conversation.row.value;
  if (panel.kind === "filter") {
    return (
      <FilterPanel
        workplace={props.workplace}
        route={props.route}
        router={props.router}
        onClose={props.onClose}
      />
    );
  }
  if (panel.kind === "why") {
    return (
      <WhyPanel
        key={panel.messageId}
        messageId={panel.messageId}
        workplace={props.workplace}
        toasts={props.toasts}
        onClose={props.onClose}
      />
    );
  }
  if (panel.kind === "why_draft") {
    return <WhyDraftPanel workplace={props.workplace} onClose={props.onClose} />;
  }
  if (row === null) return null;
  const pick = { workplace: props.workplace, row, onWork: props.onWork, onClose: props.onClose };
  if (panel.kind === "assign") return <AssignPicker {...pick} />;
  if (panel.kind === "snooze") return <SnoozePicker {...pick} />;
  if (panel.kind === "priority") return <PriorityPicker {...pick} />;
  if (panel.kind === "channel") {
    const { workplace, route, router, toasts, onClose } = props;
    const more = { workplace, route, router, toasts, onClose };
    return <ChannelPicker {...more} row={row} words={panel.words} />;
  }
  const compose = { workplace: props.workplace, row, toasts: props.toasts, onClose: props.onClose };
  if (panel.kind === "appointment") {
    return <AppointmentPanel {...compose} moved={panel.moved} />;
  }
  if (panel.kind === "template") return <TemplatePicker {...compose} />;
  if (panel.kind === "vehicle") return <VehiclePicker {...compose} />;
  if (panel.kind === "schedule") return <SchedulePicker {...compose} />;
  return <TagPicker panels={props} row={row} />;
}

interface RowPickerProps {
  readonly panels: PanelsProps;
  readonly row: InboxRow;
}

function TagPicker(props: RowPickerProps): JSX.Element {
  const { workplace, toasts, onWork, onClose } = props.panels;
  const { row } = props;
  const tags = useSignal<readonly Tag[] | null>(null);
  useEffect(() => {
    workplace.apis.conversation.readTags().then(
      (read) => tags.value = read,
      (error) => toasts.fail(t("The tags did not load"), error),
    );
  }, []);
  const has = (id: string) => row.tags.some((tag) => tag.id === id);
  const create = async (name: string): Promise<void> => {
    try {
      const tag = await workplace.apis.conversation.createTag(name);
      tags.value = [...tags.value ?? [], tag];
      onWork({ kind: "tags", tags: [...row.tags, tag] });
    } catch (error) {
      toasts.fail(t("Could not create the tag"), error);
    }
  };
  return (
    <Picker
      title={t("Tags")}
      prompt={t("Name of a tag")}
      many
      isSearching={tags.value === null}
      onCreate={workplace.may("tags.manage") ? (name) => void create(name) : undefined}
      options={(tags.value ?? []).map((tag) => ({
        id: tag.id,
        name: tag.name,
        detail: null,
        group: t("Choose any"),
        icon: "tag",
        isChosen: has(tag.id),
      }))}
      onClose={onClose}
      onChoose={(option) => {
        const tag = tags.value?.find((one) => one.id === option.id);
        if (tag === undefined) return;
        const others = row.tags.filter((one) => one.id !== tag.id);
        onWork({ kind: "tags", tags: has(tag.id) ? others : [...others, tag] });
      }}
    />
  );
}
