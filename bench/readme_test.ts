import { equal, throws } from "node:assert/strict";
import { withChapter } from "./readme.ts";

const PAGE = "a\n\n<!-- plans: begin, generated -->\n\nold\n\n<!-- plans: end -->\n\nb\n";

Deno.test("withChapter: replaces only what is between the markers", () => {
  const page = withChapter(PAGE, "plans", "new");
  equal(page, PAGE.replace("old", "new"));
  equal(withChapter(page, "plans", "old"), PAGE);
});

Deno.test("withChapter: a page without markers is left alone", () => {
  throws(() => withChapter("a", "plans", "new"), /no markers for plans/);
});
