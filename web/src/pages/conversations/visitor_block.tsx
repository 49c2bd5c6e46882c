import type { JSX } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import { Icon } from "../../components/icon.tsx";
import { listTime } from "../../format/time.ts";
import { t } from "../../i18n/t.ts";
import { isHere, visitorOf } from "../../stores/visitor_store.ts";
import type { OpenWorkplace } from "../../workplace.ts";

const EVERY_MS = 30_000;

/** Whether the visitor of a web chat is still there, and the page they are on. */
export function VisitorBlock(props: {
  readonly workplace: OpenWorkplace;
  readonly conversationId: string;
}): JSX.Element | null {
  const { workplace, conversationId } = props;
  const { clock, dealership } = workplace;
  const visitor = useMemo(
    () => workplace.connect(visitorOf)(conversationId),
    [workplace, conversationId],
  );
  useEffect(() => {
    void visitor.refresh();
    const timer = setInterval(() => void visitor.refresh(), EVERY_MS);
    return () => clearInterval(timer);
  }, [visitor]);
  const state = visitor.state.value;
  if (state.kind !== "ready" || state.value === null) return null;
  const { last_seen_at, page_url } = state.value;
  const now = clock.now.value;
  const time = listTime(last_seen_at, now, dealership.timezone);
  return (
    <section class="customer-block">
      <h3 class="customer-title">{t("On your site")}</h3>
      <ul class="customer-lines">
        <li class="customer-line">
          <Icon name="globe" size="s" />
          <div>
            <p>
              {isHere(state.value, now) ? t("Has the chat open") : t("Last seen {time}", { time })}
            </p>
            {page_url !== null && <p class="set-meta">{shortAddress(page_url)}</p>}
          </div>
        </li>
      </ul>
    </section>
  );
}

/** A visitor's page as words, never as a link: anybody can put any address there. */
function shortAddress(address: string): string {
  const url = URL.parse(address);
  return url === null ? "" : `${url.host}${url.pathname}`.slice(0, 80);
}
