import { useComputed } from "@preact/signals";
import type { JSX } from "preact";
import type { InboxRow } from "../../api/rows.ts";
import { customerTitle } from "../../format/name.ts";
import { t } from "../../i18n/t.ts";
import { selected, toggleSelected } from "./selection.ts";

/** The box that selects a row; it stands over the plate while it is pointed at or others are selected. */
export function SelectBox({ row }: { readonly row: InboxRow }): JSX.Element {
  const isOn = useComputed(() => selected.value.has(row.id));
  const name = customerTitle(row.customer_name, row.customer_address);
  return (
    <label class="select-box">
      <input
        type="checkbox"
        tabIndex={-1}
        aria-label={t("Select {name}", { name })}
        checked={isOn}
        onChange={() => toggleSelected(row.id)}
      />
    </label>
  );
}
