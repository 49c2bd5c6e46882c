import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import type { Notice } from "../api/notifications_api.ts";
import { noticeLine } from "../format/notice_line.ts";
import { t, tn } from "../i18n/t.ts";
import type { NotificationsShape } from "../stores/notifications_store.ts";
import { Button } from "./button.tsx";
import { Icon } from "./icon.tsx";
import { Menu } from "./menu.tsx";
import { RemoteView } from "./remote_view.tsx";

/** Props of the bell. */
export interface BellProps {
  readonly store: NotificationsShape;
  /** The time of a notice as the lists write it. */
  readonly when: (iso: string) => string;
}

const BELL = "bell";

/** What one should know of: a count in the rail, the list in a panel. */
export function Bell(props: BellProps): JSX.Element {
  const { store } = props;
  useEffect(() => store.follow(), [store]);
  const unread = store.unread.value;
  const words = tn(unread.length, "1 new notification", "{count} new notifications");
  return (
    <>
      <button type="button" class="rail-view rail-bell" popovertarget={BELL}>
        <span class="rail-icon">
          <Icon name="bell" size="l" />
          {unread.length > 0 && <span class="rail-count" aria-hidden="true">{unread.length}</span>}
        </span>
        <span>{t("News")}</span>
        {unread.length > 0 && <span class="only-readers">, {words}</span>}
      </button>
      <p class="only-readers" role="status">{unread.length > 0 ? words : ""}</p>
      <Menu id={BELL} label={t("Notifications")} place="rail">
        <div class="bell-head">
          <h2 class="card-title">{t("Notifications")}</h2>
          {unread.length > 0 && (
            <Button
              look="quiet"
              onPress={() => void store.markRead(unread.map(({ id }) => id))}
            >
              {t("Mark all as read")}
            </Button>
          )}
        </div>
        <RemoteView
          remote={store.notices.state.value}
          what={t("Your notifications")}
          onRetry={() => void store.notices.reload()}
        >
          {(all) => <List notices={all} store={store} when={props.when} />}
        </RemoteView>
      </Menu>
    </>
  );
}

function List(props: {
  readonly notices: readonly Notice[];
  readonly store: NotificationsShape;
  readonly when: (iso: string) => string;
}): JSX.Element {
  const { notices, store, when } = props;
  if (notices.length === 0) return <p class="note-line">{t("Nothing has happened yet.")}</p>;
  return (
    <ul class="bell-list">
      {notices.map((one) => (
        <li key={one.id}>
          <a
            class="bell-item"
            data-closes="true"
            data-state={one.read_at === null ? "new" : "read"}
            href={one.link ?? location.pathname}
            onClick={() => void store.markRead([one.id])}
          >
            {one.read_at === null && <span class="only-readers">{t("New")}:</span>}
            <span>{noticeLine(one.title)}</span>
            <time class="set-meta" dateTime={one.created_at}>{when(one.created_at)}</time>
          </a>
        </li>
      ))}
    </ul>
  );
}
