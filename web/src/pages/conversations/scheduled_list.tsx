import type { JSX } from "preact";
import type { ScheduledMessage } from "../../api/compose_api.ts";
import { Button } from "../../components/button.tsx";
import { Icon } from "../../components/icon.tsx";
import { snoozeWords } from "../../format/snooze.ts";
import { phrase, t } from "../../i18n/t.ts";
import type { ToastStore } from "../../stores/toast_store.ts";
import type { OpenWorkplace } from "../../workplace.ts";

const HELD: Readonly<Record<string, string>> = {
  customer_wrote: phrase("Held: the customer wrote meanwhile"),
  no_consent: phrase("Held: no consent on record"),
  author_left: phrase("Held: its writer is no longer here"),
  not_sendable: phrase("Held: it could not be sent"),
};

/** What leaves later in this conversation, with the way to take it back. */
export function ScheduledList(props: {
  readonly workplace: OpenWorkplace;
  readonly toasts: ToastStore;
}): JSX.Element {
  const { scheduled, clock, dealership } = props.workplace;
  const messages = scheduled.scheduled.value;
  const attempt = (work: Promise<void>) =>
    void work.catch((error) => props.toasts.fail(t("Could not change this"), error));
  return (
    <ul class="scheduled-list" aria-label={t("Scheduled messages")}>
      {messages.map((one) => (
        <li class="scheduled-list-item" key={one.id} data-state={one.status}>
          <p class="scheduled-list-when">
            <Icon name="clock" size="s" />
            {whenOf(one, clock.minute.value, dealership.timezone)}
          </p>
          <p class="scheduled-list-text">{one.content}</p>
          <div class="scheduled-list-acts">
            <Button look="quiet" onPress={() => attempt(scheduled.sendNow(one.id))}>
              {t("Send now")}
            </Button>
            <Button look="quiet" onPress={() => attempt(scheduled.cancel(one.id))}>
              {t("Cancel it")}
            </Button>
          </div>
        </li>
      ))}
    </ul>
  );
}

function whenOf(message: ScheduledMessage, now: number, zone: string): string {
  if (message.status === "held") return t(HELD[message.held_because ?? ""] ?? phrase("Held"));
  return t("Sends {when}", { when: snoozeWords(message.send_at, now, zone) });
}
