import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import type { ConversationMerge } from "../../api/conversation_merges_api.ts";
import type { InboxRow } from "../../api/rows.ts";
import { channelIcon } from "../../components/channel.tsx";
import { Dialog } from "../../components/dialog.tsx";
import { type DialogAnswer, DialogQuestion } from "../../components/dialog_question.tsx";
import { Picker, type PickerOption } from "../../components/picker.tsx";
import { formatPhone } from "../../format/phone.ts";
import { shortDate } from "../../format/time.ts";
import { t } from "../../i18n/t.ts";
import {
  conversationMergesOf,
  type ConversationMergesShape,
} from "../../stores/conversation_merges_store.ts";
import type { ToastStore } from "../../stores/toast_store.ts";
import type { OpenWorkplace } from "../../workplace.ts";
import { mergeable } from "./mergeable.ts";

/** Props of MergePanel. */
export interface MergePanelProps {
  /** `merge` puts another thread into the open one, `part` takes the last merge back. */
  readonly act: "merge" | "part";
  readonly workplace: OpenWorkplace;
  readonly toasts: ToastStore;
  readonly onClose: () => void;
}

/** Puts two threads of one customer together, or parts them; both are asked about first. */
export function MergePanel(props: MergePanelProps): JSX.Element | null {
  const { workplace } = props;
  const row = workplace.conversation.row.value;
  const api = useMemo(() => workplace.connect(conversationMergesOf)(workplace), [workplace]);
  if (row === null) return null;
  const more = { ...props, row, api };
  return props.act === "merge" ? <Merging {...more} /> : <Parting {...more} />;
}

interface Asked extends MergePanelProps {
  readonly row: InboxRow;
  readonly api: ConversationMergesShape;
}

function Merging(props: Asked): JSX.Element {
  const { row, workplace, onClose } = props;
  const chosen = useSignal<InboxRow | null>(null);
  const others = mergeable(row, workplace.customer.earlier.value);
  const { value: other } = chosen;
  if (other === null) {
    return (
      <Picker
        title={t("Merge with another thread")}
        prompt={t("Which of their threads")}
        options={others.map((one) => optionOf(one, workplace.dealership.timezone))}
        onClose={() => chosen.value === null && onClose()}
        onChoose={({ id }) => chosen.value = others.find((one) => one.id === id) ?? null}
      />
    );
  }
  const at = addressOf(other);
  const answers = answersOf(t("Merge"), props, () => merge(props, other.id));
  return (
    <Dialog title={t("Merge these threads?")} isOpen onClose={onClose}>
      <DialogQuestion {...answers}>
        <p>
          {t("Everything from {address} moves into this thread, in order of time.", {
            address: at,
          })} {t(
            "What they write from either address comes in here; replies go to the one they used last.",
          )}
        </p>
        <p>{t("An opt-out of one address holds for both. You can undo this.")}</p>
      </DialogQuestion>
    </Dialog>
  );
}

function Parting(props: Asked): JSX.Element {
  const { api, row, workplace, toasts, onClose } = props;
  const last = useSignal<ConversationMerge | null>(null);
  useEffect(() => {
    api.readLast(row.id).then(
      (read) => read === null ? onClose() : last.value = read,
      (error) => {
        onClose();
        toasts.fail(t("Could not undo this"), error);
      },
    );
  }, [row.id]);
  const { value: merge } = last;
  return (
    <Dialog title={t("Undo the merge?")} isOpen={merge !== null} onClose={onClose}>
      {merge !== null && (
        <DialogQuestion
          {...answersOf(t("Undo the merge"), props, () => part(props, merge.id))}
        >
          <p>
            {t("Merged on {day} by {who}.", {
              day: shortDate(merge.merged_at, workplace.dealership.timezone),
              who: workplace.team.names.value.get(merge.merged_by ?? "") ?? t("a colleague"),
            })} {t(
              "Messages since then part by the address they came from or went to; notes stay here.",
            )}
          </p>
        </DialogQuestion>
      )}
    </Dialog>
  );
}

/** Yes closes the dialog and does it, no only closes. */
function answersOf(
  words: string,
  { onClose }: Asked,
  work: () => Promise<void>,
): Record<"main" | "quiet", DialogAnswer> {
  const onPress = (): void => {
    onClose();
    void work();
  };
  return {
    main: { words, onPress },
    quiet: { words: t("Leave them as they are"), onPress: onClose },
  };
}

function addressOf(row: InboxRow): string {
  if (row.channel === "web") return t("their other chat");
  return formatPhone(row.customer_address ?? "");
}

function optionOf(row: InboxRow, zone: string): PickerOption {
  const day = row.last_message_at === null ? null : shortDate(row.last_message_at, zone);
  return {
    id: row.id,
    name: addressOf(row),
    detail: [day, row.last_message_preview].filter((part) => part !== null).join(" · ") || null,
    group: t("Threads of this customer on the same channel"),
    icon: channelIcon(row.channel),
    isChosen: false,
  };
}

async function merge(props: Asked, loser: string): Promise<void> {
  const { api, row, toasts } = props;
  try {
    const { id, hasTightened } = await api.merge(row.id, loser);
    const words = hasTightened
      ? t("One thread now. An opt-out of one address holds for both")
      : t("One thread now");
    toasts.tell(words, () => void part(props, id));
  } catch (error) {
    toasts.fail(t("Could not merge them"), error);
  }
}

async function part(props: Asked, mergeId: string): Promise<void> {
  const { api, row, toasts } = props;
  try {
    await api.undo(mergeId, row.id);
    toasts.tell(t("They are two threads again"));
  } catch (error) {
    toasts.fail(t("Could not undo this"), error);
  }
}
