import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { InboxRow } from "../../api/rows.ts";
import { Button, IconButton } from "../../components/button.tsx";
import { Menu, MenuItem } from "../../components/menu.tsx";
import { t, tn } from "../../i18n/t.ts";
import { actOnMany, type ManyDesk, type ManyStep } from "./act_on_many.ts";
import { focusNear } from "./row_focus.ts";
import { clearSelection, keepSelected, selected, SELECTION_ACT } from "./selection.ts";
import { AssignPicker, PriorityPicker, SnoozePicker } from "./work_pickers.tsx";

const MORE = "selection-more";

type Asked = "assign" | "snooze" | "priority";

/** How many conversations are selected, and what can be done with all of them. */
export function SelectionBar(props: ManyDesk): JSX.Element {
  const { inbox, announcer } = props.workplace;
  const asked = useSignal<Asked | null>(null);
  // What a search or a colleague took out of the list is not acted on.
  const rows = inbox.lanes.value.flatMap((lane) => lane.rows)
    .filter(({ id }) => selected.value.has(id));
  const count = rows.length;
  const run = useRun(props, rows);
  useEffect(() => {
    if (count > 0) announcer.say(countWords(count));
  }, [count]);
  useKeys(rows, run, (next) => asked.value = next);
  const bar = { rows, run, onAsk: (next: Asked) => asked.value = next };
  return (
    <div class="selection-bar" role="group" aria-label={t("Selected conversations")}>
      <p class="selection-bar-count">
        {count === 0 ? t("Choose conversations") : countWords(count)}
      </p>
      {count > 0 && <More {...bar} />}
      <IconButton icon="x" name={t("Select none")} onPress={clearSelection} />
      {count > 0 && <Acts {...bar} />}
      {asked.value !== null && count > 0 && (
        <AskedPicker
          desk={props}
          asked={asked.value}
          run={run}
          onClose={() => asked.value = null}
        />
      )}
    </div>
  );
}

interface BarProps {
  readonly rows: readonly InboxRow[];
  readonly run: (step: ManyStep) => void;
  readonly onAsk: (asked: Asked) => void;
}

function Acts({ rows, run, onAsk }: BarProps): JSX.Element {
  const end = endOf(rows);
  return (
    <div class="selection-bar-acts">
      {end === "close" && (
        <>
          <Button icon="user-round-plus" onPress={() => onAsk("assign")}>{t("Assign")}</Button>
          <SnoozeAct rows={rows} run={run} onAsk={onAsk} />
        </>
      )}
      <Button
        icon={end === "close" ? "check" : "rotate-ccw"}
        onPress={() => run({ act: end })}
      >
        {end === "close" ? t("Close") : t("Reopen")}
      </Button>
    </div>
  );
}

function More({ run, onAsk }: BarProps): JSX.Element {
  return (
    <>
      <IconButton icon="ellipsis" name={t("More for the selected")} opens={MORE} />
      <Menu id={MORE} label={t("More for the selected")} place="selection">
        <MenuItem icon="check-check" onPress={() => run({ act: "mark_read" })}>
          {t("Mark as read")}
        </MenuItem>
        <MenuItem icon="flag" onPress={() => onAsk("priority")}>{t("Priority")}</MenuItem>
        <MenuItem icon="ban" onPress={() => run({ work: { kind: "block", reason: "spam" } })}>
          {t("Mark as spam")}
        </MenuItem>
      </Menu>
    </>
  );
}

function SnoozeAct({ rows, run, onAsk }: BarProps): JSX.Element {
  if (!areSnoozed(rows)) {
    return <Button icon="alarm-clock" onPress={() => onAsk("snooze")}>{t("Snooze")}</Button>;
  }
  return (
    <Button icon="alarm-clock" onPress={() => run({ work: { kind: "snooze", until: null } })}>
      {t("Wake now")}
    </Button>
  );
}

function AskedPicker(props: {
  readonly desk: ManyDesk;
  readonly asked: Asked;
  readonly run: (step: ManyStep) => void;
  readonly onClose: () => void;
}): JSX.Element {
  const { asked, run, onClose } = props;
  const pick = {
    workplace: props.desk.workplace,
    row: null,
    onWork: (work: Extract<ManyStep, { work: unknown }>["work"]) => run({ work }),
    onClose,
  };
  if (asked === "assign") return <AssignPicker {...pick} />;
  return asked === "snooze" ? <SnoozePicker {...pick} /> : <PriorityPicker {...pick} />;
}

/** Acts once at a time; who was refused stays selected, and the focus goes to the nearest row. */
function useRun(desk: ManyDesk, rows: readonly InboxRow[]): (step: ManyStep) => void {
  const isBusy = useRef(false);
  const act = async (step: ManyStep): Promise<void> => {
    const last = rows.at(-1);
    if (isBusy.current || last === undefined) return;
    isBusy.current = true;
    const { inbox } = desk.workplace;
    const order = inbox.lanes.value;
    keepSelected(await actOnMany(desk, rows, step));
    isBusy.current = false;
    // Once the bar is redrawn or gone: whoever went elsewhere meanwhile stays there.
    requestAnimationFrame(() => {
      if (document.activeElement === document.body) focusNear(order, last.id, inbox.lanes.value);
    });
  };
  return (step) => void act(step);
}

/** E, A and Z act on what is selected. */
function useKeys(
  rows: readonly InboxRow[],
  run: (step: ManyStep) => void,
  onAsk: (asked: Asked) => void,
): void {
  const act = useRef<(name: unknown) => void>(() => {});
  act.current = (name) => {
    const end = endOf(rows);
    if (name === "close") run({ act: end });
    else if (end === "reopen") return;
    else if (name === "assign") onAsk("assign");
    else if (name === "snooze") onAsk("snooze");
  };
  useEffect(() => {
    const hear = (event: Event): void => {
      if (event instanceof CustomEvent) act.current(event.detail);
    };
    document.addEventListener(SELECTION_ACT, hear);
    return () => document.removeEventListener(SELECTION_ACT, hear);
  }, []);
}

/** Closing, unless all are closed already. */
function endOf(rows: readonly InboxRow[]): "close" | "reopen" {
  return rows.every(({ status }) => status === "closed" || status === "archived")
    ? "reopen"
    : "close";
}

function areSnoozed(rows: readonly InboxRow[]): boolean {
  return rows.every((row) => row.snoozed_until !== null);
}

function countWords(count: number): string {
  return tn(count, "1 selected", "{count} selected");
}
