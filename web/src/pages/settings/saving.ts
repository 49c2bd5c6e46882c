import type { PageProps } from "../../page_props.ts";

/** Does something, says that it is done, or says what failed. */
export function saving(
  page: Pick<PageProps, "toasts">,
  work: Promise<unknown>,
  words: { readonly done: string; readonly failed: string },
): Promise<boolean> {
  return work.then(
    () => {
      page.toasts.tell(words.done);
      return true;
    },
    (error) => {
      page.toasts.fail(words.failed, error);
      return false;
    },
  );
}
