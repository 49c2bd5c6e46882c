import type { JSX } from "preact";

/** The room in a table of the lines that are not drawn. */
export function TableRoom(
  { px, columns }: { readonly px: number; readonly columns: number },
): JSX.Element {
  return (
    <tr aria-hidden="true">
      <td class="table-room" colSpan={columns} height={px} />
    </tr>
  );
}
