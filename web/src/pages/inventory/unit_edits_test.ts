import { equal } from "node:assert/strict";
import { photoAddress, priceCents } from "./unit_edits.ts";

Deno.test("priceCents() reads what people type, and tells no price from a wrong one", () => {
  equal(priceCents("$31,480"), 3_148_000);
  equal(priceCents("31480.5"), 3_148_050);
  equal(priceCents("  "), null);
  for (const wrong of ["0", "-5", "31.480,00", "call us", "123456789"]) {
    equal(priceCents(wrong), undefined, wrong);
  }
});

Deno.test("photoAddress() takes https alone, and none that carries a name", () => {
  equal(photoAddress(" https://img.example/a b.jpg "), "https://img.example/a%20b.jpg");
  for (
    const wrong of ["http://img.example/a.jpg", "javascript:alert(1)", "a.jpg", "https://u:p@x/"]
  ) {
    equal(photoAddress(wrong), null, wrong);
  }
});
