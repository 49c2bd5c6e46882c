import type { PageProps } from "../../page_props.ts";
import { refusalOf } from "../../stores/second_factor.ts";

/** Does something, says that it is done, or says what failed. */
export async function saving(
  page: Pick<PageProps, "toasts" | "workplace">,
  work: Promise<unknown>,
  words: { readonly done: string; readonly failed: string },
): Promise<boolean> {
  try {
    await work;
  } catch (error) {
    page.toasts.fail(words.failed, await refusalOf(page.workplace, error));
    return false;
  }
  page.toasts.tell(words.done);
  return true;
}
