import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { InboxRow } from "../../api/rows.ts";
import { Button } from "../../components/button.tsx";
import { FailedState } from "../../components/empty_state.tsx";
import { lazily } from "../../components/lazily.tsx";
import { Skeleton } from "../../components/skeleton.tsx";
import { useKeptScroll } from "../../components/use_kept_scroll.ts";
import { useWindow } from "../../components/use_window.ts";
import { t } from "../../i18n/t.ts";
import { type ConversationsRoute, routePath } from "../../router.ts";
import type { ShownLane } from "../../stores/inbox_store.ts";
import { laneTitle } from "../../stores/lanes.ts";
import type { OpenWorkplace } from "../../workplace.ts";
import { density } from "./density.ts";
import { focusedRow, noteFocus, useOpenRow, useRowFocus } from "./row_focus.ts";
import { SelectBox } from "./select_box.tsx";
import { WorkplaceRow } from "./workplace_row.tsx";

const EmptyList = lazily(() => import("./empty_list.tsx").then((module) => module.EmptyList));

interface LaneListProps {
  readonly workplace: OpenWorkplace;
  readonly route: ConversationsRoute;
}

/** How long the order of the list stays put after the last touch of it. */
const HOLD_MS = 4_000;

/** The lanes; while the list is in use, what would move waits. */
export function LaneList(props: LaneListProps): JSX.Element {
  const { workplace, route } = props;
  const { inbox } = workplace;
  const { hold, release } = useHold(workplace);
  const { box, isBack } = useKeptScroll(`${workplace.dealership.id} ${route.tab}`);
  const moved = inbox.moved.value;
  return (
    <div
      ref={box}
      class="conversation-list-lanes"
      onPointerMove={hold}
      onKeyDown={hold}
      onPointerLeave={release}
      onFocusIn={(event) => noteFocus(event.target)}
    >
      <p class="conversation-list-moved" role="status">
        {moved > 0 && (
          <button type="button" onClick={release}>
            {t("{count} new, show", { count: moved })}
          </button>
        )}
      </p>
      <Lanes workplace={workplace} route={route} isBack={isBack} />
    </div>
  );
}

function useHold({ inbox }: OpenWorkplace): { hold: () => void; release: () => void } {
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  return {
    hold(): void {
      clearTimeout(timer.current);
      timer.current = setTimeout(inbox.release, HOLD_MS);
      inbox.hold();
    },
    release(): void {
      clearTimeout(timer.current);
      inbox.release();
    },
  };
}

function Lanes(props: LaneListProps & { readonly isBack: boolean }): JSX.Element {
  const { workplace, route } = props;
  const { inbox } = workplace;
  const state = inbox.state.value;
  const lanes = inbox.lanes.value;
  const focused = focusedRow.value;
  useRowFocus(lanes);
  // A list that still grows would push the row away again.
  useOpenRow(state.kind === "idle" ? route.conversationId : null, props.isBack);
  if (state.kind === "loading" && lanes.length === 0) {
    return <Skeleton shape="rows" count={7} label={t("Loading conversations")} />;
  }
  if (state.kind === "failed") {
    return (
      <FailedState
        what={t("The list did not load")}
        problem={state.problem}
        onRetry={() => void workplace.reload().catch(() => {})}
      />
    );
  }
  if (lanes.length === 0) return <EmptyList workplace={workplace} route={route} />;
  let above = 0;
  return (
    <>
      {lanes.map((lane) => {
        const rowsAbove = above;
        above += lane.rows.length;
        return (
          <LaneView
            key={lane.key}
            lane={lane}
            above={rowsAbove}
            focused={focused}
            workplace={workplace}
            route={route}
          />
        );
      })}
    </>
  );
}

interface LaneProps extends LaneListProps {
  readonly lane: ShownLane;
  /** How many rows the lanes above have. */
  readonly above: number;
  readonly focused: string | null;
}

/** Reads a signal, so it is left alone while its props stay: each lane that no change touched. */
function LaneView(props: LaneProps): JSX.Element {
  const { lane, workplace } = props;
  const { inbox, team } = workplace;
  const title = laneTitle(lane, team.aiName.value);
  return (
    <section class="lane" data-kind={lane.kind} aria-label={`${title}, ${lane.total}`}>
      <h2 class="lane-title">
        <span class="lane-mark" aria-hidden="true" />
        <span>{title}</span>
        <span class="lane-count">{lane.total}</span>
      </h2>
      <LaneRows lane={props} />
      {lane.hasMore && (
        <div class="lane-more">
          <Button
            look="quiet"
            busy={inbox.loadingMore.value === lane.kind}
            onPress={() => void inbox.loadMore(lane.kind).catch(() => {})}
          >
            {inbox.loadingMore.value === lane.kind ? t("Loading") : t("Show 50 more")}
          </Button>
        </div>
      )}
    </section>
  );
}

/** The rows near what is seen, the open one and the one with the focus; each tells its place. */
function LaneRows({ lane: { lane, above, focused, workplace, route } }: {
  readonly lane: LaneProps;
}): JSX.Element {
  const { rows } = lane;
  const placeOf = (id: string | null) => id === null ? -1 : rows.findIndex((row) => row.id === id);
  const { body, pieces, row_px } = useWindow<InboxRow, HTMLUListElement>({
    rows,
    scroller: ".conversation-list-lanes",
    row: "li[aria-posinset]",
    guessed_px: density.value === "compact" ? 52 : 76,
    above,
    kept: [placeOf(focused), placeOf(route.conversationId)],
  });
  const size = Math.max(lane.total, rows.length);
  return (
    <ul ref={body}>
      {pieces.map((piece, place) =>
        piece.kind === "room"
          ? (
            <li key={`room ${place}`} aria-hidden="true">
              <svg class="lane-room" width="1" height={piece.rows * row_px} />
            </li>
          )
          : (
            <li key={piece.row.id} aria-setsize={size} aria-posinset={piece.index + 1}>
              <SelectBox row={piece.row} />
              <WorkplaceRow
                row={piece.row}
                href={routePath({ ...route, conversationId: piece.row.id })}
                isCurrent={piece.row.id === route.conversationId}
                workplace={workplace}
              />
            </li>
          )
      )}
    </ul>
  );
}
