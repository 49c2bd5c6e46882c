import assert from "node:assert/strict";
import { exactFilters, restoreValues } from "./exact_filters.ts";

const NONE: ReadonlySet<string> = new Set();

/** The query with its marks as ‹n›, and the values. */
function marked(query: string, names = NONE): [string, readonly string[]] {
  const { search, values } = exactFilters(new URLSearchParams(query), names);
  const text = [...search].map(([name, value]) => `${name}=${value}`).join("&");
  return [text.replaceAll("\uE000", "‹").replaceAll("\uE001", "›"), values];
}

Deno.test("exactFilters: takes out the text of every comparison, exactly", () => {
  assert.deepEqual(marked("a=eq.%2B15550100100"), ["a=eq.‹0›", ["+15550100100"]]);
  assert.deepEqual(marked("a=not.gte.1.50&b=cs.{}"), ["a=not.gte.‹0›&b=cs.‹1›", ["1.50", "{}"]]);
  assert.deepEqual(marked('a=eq."q"'), ["a=eq.‹0›", ['"q"']]);
  assert.deepEqual(marked("a=ilike.*x,y*"), ["a=ilike.‹0›", ["%x,y%"]]);
});

Deno.test("exactFilters: takes lists and trees apart where Postgres' grammar does", () => {
  assert.deepEqual(marked('a=in.(1,"b,\\"c",d e)'), ["a=in.(‹0›,‹1›,‹2›)", ["1", 'b,"c', "d e"]]);
  assert.deepEqual(
    marked('or=(a.eq.1,and(b.not.lt."x,)",c.is.null), d.ov.[1,2),e.in.(3,4))'),
    [
      "or=(a.eq.‹0›,and(b.not.lt.‹1›,c.is.null),d.ov.‹2›,e.in.(‹3›,‹4›))",
      ["1", "x,)", "[1,2)", "3", "4"],
    ],
  );
});

Deno.test("exactFilters: leaves alone what is no comparison", () => {
  for (const query of ["select=a,b(c)&order=a.desc&limit=5", "a=is.null", "a=fts.x", "x.limit=1"]) {
    assert.deepEqual(marked(query), [query, []]);
  }
  assert.deepEqual(marked("a=eq.1&b=2", new Set(["a"])), ["a=eq.1&b=2", []]);
});

Deno.test("exactFilters: what is given twice becomes one and", () => {
  assert.equal(
    marked("a=neq.1&a=neq.2&e.b->>c=gt.1&e.b->>c=lt.2")[0],
    [
      "a=neq.‹0›&and=(a.neq.‹1›)",
      "e.b->>c=gt.‹2›&e.and=(b->>c.lt.‹3›)",
    ].join("&"),
  );
  assert.equal(
    marked("or=(a.eq.1)&or=(b.eq.2)&e.or=(c.eq.3)")[0],
    "and=(or(a.eq.‹0›))&and=(or(b.eq.‹1›))&e.or=(c.eq.‹2›)",
  );
});

Deno.test("restoreValues: puts the texts back, wherever the marks went", () => {
  const tree = { where: { a: { $in: ["\uE0001\uE001", "x"] } }, limit: 5, none: undefined };
  assert.deepEqual(restoreValues(tree, ["zero", "one"]), {
    where: { a: { $in: ["one", "x"] } },
    limit: 5,
    none: undefined,
  });
});
