import type { JSX } from "preact";
import type { InventoryFilter } from "../../api/inventory_api.ts";
import { Icon } from "../../components/icon.tsx";
import { SentenceSelect } from "../../components/sentence_select.tsx";
import { SEARCH_FIELD } from "../conversations/conversation_list.tsx";

const PRICES = [20_000, 25_000, 30_000, 35_000, 40_000, 50_000, 75_000];

const BODIES = [
  ["", "vehicles"],
  ["suv", "SUVs"],
  ["truck", "trucks"],
  ["sedan", "sedans"],
  ["van", "vans"],
  ["coupe", "coupes"],
  ["wagon", "wagons"],
  ["hatch", "hatchbacks"],
] as const;

/** The filter as a sentence whose words can be changed, and the search field. */
export function InventorySentence(props: {
  readonly filter: InventoryFilter;
  readonly onWords: (words: string) => void;
  readonly onChange: (change: Readonly<Record<string, string>>) => void;
}): JSX.Element {
  const { filter, onChange } = props;
  return (
    <div class="inventory-sentence">
      <search class="conversation-list-search">
        <Icon name="search" />
        <label class="only-readers" for={SEARCH_FIELD}>Search by stock, VIN, make or model</label>
        <input
          id={SEARCH_FIELD}
          type="search"
          class="field-input"
          placeholder="Stock, VIN, make or model"
          autocomplete="off"
          value={filter.words}
          onInput={(event) => props.onWords(event.currentTarget.value)}
        />
      </search>
      <Words filter={filter} onChange={onChange} />
    </div>
  );
}

function Words(props: {
  readonly filter: InventoryFilter;
  readonly onChange: (change: Readonly<Record<string, string>>) => void;
}): JSX.Element {
  const { filter, onChange } = props;
  return (
    <p class="inventory-words">
      <SentenceSelect
        name="Condition"
        value={filter.condition}
        options={[["", "New and used"], ["new", "New"], ["used", "Used"]]}
        onChange={(condition) => onChange({ condition })}
      />
      <SentenceSelect
        name="Body"
        value={filter.body}
        options={BODIES}
        onChange={(body) => onChange({ body })}
      />
      <SentenceSelect
        name="Price"
        value={filter.maxCents === null ? "" : String(filter.maxCents / 100)}
        options={[
          ["", "at any price"],
          ...PRICES.map((price) => [String(price), `under $${price / 1_000}k`] as const),
        ]}
        onChange={(max) => onChange({ max })}
      />
      <SentenceSelect
        name="Status"
        value={filter.status === "on_lot" ? "" : filter.status}
        options={[["", "on the lot"], ["sold", "sold"], ["all", "ever listed"]]}
        onChange={(status) => onChange({ status })}
      />
      <SentenceSelect
        name="Order"
        value={filter.sort === "newest" ? "" : filter.sort}
        options={[["", "newest first"], ["price", "cheapest first"]]}
        onChange={(sort) => onChange({ sort })}
      />
    </p>
  );
}
