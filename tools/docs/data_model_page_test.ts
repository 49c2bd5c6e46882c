import assert from "node:assert/strict";
import { dataModelPage } from "./data_model_page.ts";
import type { Relation } from "./schema.ts";

const LEADS: Relation = {
  schema: "public",
  name: "leads",
  kind: "table",
  comment: "One wish to buy.",
  columns: [
    { name: "id", type: "uuid", is_required: true, is_key: true, comment: null },
    {
      name: "won_at",
      type: "timestamp with time zone",
      is_required: false,
      is_key: false,
      comment: "When | how.",
    },
  ],
};

Deno.test("dataModelPage() tells tables, references and functions by their comments", () => {
  const page = dataModelPage({
    relations: [LEADS, { ...LEADS, name: "won_leads", kind: "view" }],
    references: [
      {
        child: "leads",
        parent: "customers",
        columns: ["dealership_id", "customer_id"],
        on_delete: "cascade",
      },
      { child: "leads", parent: "leads", columns: ["parent_id"], on_delete: "set null" },
    ],
    functions: [{ signature: "win(id uuid) returns void", comment: "Ends it.", callers: ["anon"] }],
  });
  const expected = [
    `customers ||--o{ leads : "customer_id"`,
    "## Tables\n\n### public.leads\n\nOne wish to buy.",
    "| id | uuid | Key. |",
    "| won_at | timestamptz | When \\| how. May be empty. |",
    "- `dealership_id, customer_id` → customers, on delete cascade",
    "- `parent_id` → leads, on delete set null",
    "## Views\n\n### public.won_leads",
    "```sql\nwin(id uuid) returns void\n```\n\nEnds it. Callers: `anon`.",
  ];
  for (const text of expected) assert.ok(page.includes(text), text);
  assert.ok(!page.includes("leads ||--o{ leads"));
});
