import { equal } from "node:assert/strict";
import { formatCount, formatMoney } from "./money.ts";
import { customerShort, customerTitle, firstName, initials } from "./name.ts";
import { formatPhone } from "./phone.ts";

Deno.test("initials() takes the first and the last name", () => {
  equal(initials("Maria Lopez"), "ML");
  equal(initials("  ana maría de la cruz "), "AC");
  equal(initials("Zoë"), "Z");
  equal(initials("Østen Åberg"), "ØÅ");
});

Deno.test("initials() of a bare number are its last two digits", () => {
  equal(initials("(555) 010-0142"), "42");
  equal(initials(""), "?");
});

Deno.test("customerTitle() falls back to the address", () => {
  equal(customerTitle("Maria Lopez", "+15550100142"), "Maria Lopez");
  equal(customerTitle(null, "+15550100142"), "(555) 010-0142");
  equal(customerTitle(null, "maria@example.com"), "maria@example.com");
  equal(customerTitle(null, "visitor_9f2"), "Website visitor");
  equal(customerTitle(null, "89f392d2-877d-4eba-8737-8de569d36706"), "Website visitor");
  equal(customerTitle(" ", null), "Unknown visitor");
});

Deno.test("customerShort() speaks of people by their first name", () => {
  equal(customerShort("Maria Lopez"), "Maria");
  equal(customerShort(null), "this customer");
  equal(firstName("Devon"), "Devon");
});

Deno.test("formatPhone() groups US numbers and leaves others alone", () => {
  equal(formatPhone("+15550100142"), "(555) 010-0142");
  equal(formatPhone("+4930123456"), "+4930123456");
  equal(formatPhone("12345"), "12345");
});

Deno.test("formatMoney() shows cents only when there are any", () => {
  equal(formatMoney(3_148_000), "$31,480");
  equal(formatMoney(3_148_050), "$31,480.50");
  equal(formatCount(12904), "12,904");
});
