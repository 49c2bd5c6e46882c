import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import type { Feed } from "../../api/feeds_api.ts";
import { Button } from "../../components/button.tsx";
import { Tag } from "../../components/tag.tsx";
import { listTime } from "../../format/time.ts";
import { t, tn } from "../../i18n/t.ts";
import type { PageProps } from "../../page_props.ts";
import type { FeedsShape } from "../../stores/feeds_store.ts";
import { FeedDialog } from "./feed_dialog.tsx";

interface FeedsProps {
  readonly page: PageProps;
  readonly store: FeedsShape;
}

/** The addresses that are polled, when they last answered, and what they said. */
export function FeedList(props: FeedsProps & { readonly feeds: readonly Feed[] }): JSX.Element {
  const { page, store } = props;
  const open = useSignal<Feed | "new" | null>(null);
  const polled = props.feeds.filter(({ source }) => source === "url");
  return (
    <section class="card import-card">
      <h2 class="card-title">{t("Feeds")}</h2>
      {polled.length === 0 && (
        <p class="note-line">
          {t("A feed is an address of your website or provider that is read by itself.")}
        </p>
      )}
      <ul class="import-feeds">
        {polled.map((feed) => (
          <Line
            key={feed.id}
            page={page}
            store={store}
            feed={feed}
            onOpen={() => open.value = feed}
          />
        ))}
      </ul>
      <div class="choice-row">
        <Button icon="plus" onPress={() => open.value = "new"}>{t("Add a feed")}</Button>
      </div>
      {open.value !== null && (
        <FeedDialog
          page={page}
          store={store}
          feed={open.value === "new" ? null : open.value}
          onClose={() => open.value = null}
        />
      )}
    </section>
  );
}

function Line(
  props: FeedsProps & { readonly feed: Feed; readonly onOpen: () => void },
): JSX.Element {
  const { page, store, feed } = props;
  const { clock, dealership } = page.workplace;
  const poll = async (): Promise<void> => {
    try {
      await store.pollNow(feed.id);
      page.toasts.tell(t("{name} is being read", { name: feed.name }));
    } catch (error) {
      page.toasts.fail(t("{name} was not read", { name: feed.name }), error);
    }
    void store.feeds.refresh();
  };
  return (
    <li>
      <div>
        <p class="inventory-name">
          {feed.name} {!feed.is_active && <Tag tone="plain">{t("Off")}</Tag>}
          {feed.failure_count > 0 && <Tag tone="bad">{t("Failing")}</Tag>}
        </p>
        <p class="note-line import-value">{feed.url}</p>
        <p class="note-line">
          {feed.last_polled_at === null ? t("Not read yet") : t("Last read {when}", {
            when: listTime(feed.last_polled_at, clock.minute.value, dealership.timezone),
          })} {tn(feed.poll_minutes, "Every minute", "Every {count} minutes")}
        </p>
        {feed.last_error !== null && <p class="import-line" data-tone="bad">{feed.last_error}</p>}
      </div>
      <div class="choice-row">
        <Button icon="rotate-ccw" onPress={() => void poll()}>{t("Read now")}</Button>
        <Button icon="pencil" onPress={props.onOpen}>{t("Change")}</Button>
      </div>
    </li>
  );
}
