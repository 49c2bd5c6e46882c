/** Closes the menu or dialog that lies on top; false where there is none, or the address holds it. */
export function closeTop(): boolean {
  const menu = document.querySelector<HTMLElement>("[popover=auto]:popover-open");
  if (menu !== null) {
    menu.hidePopover();
    return true;
  }
  // One that was opened over another stands behind it in the page.
  const dialog = [...document.querySelectorAll<HTMLDialogElement>(".dialog[open]")].at(-1);
  if (dialog === undefined || dialog.dataset["at"] === "address") return false;
  dialog.close();
  return true;
}
