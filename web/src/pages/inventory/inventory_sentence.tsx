import type { JSX } from "preact";
import type { InventoryFilter } from "../../api/inventory_api.ts";
import { Icon } from "../../components/icon.tsx";
import { SentenceSelect } from "../../components/sentence_select.tsx";
import { formatMoney } from "../../format/money.ts";
import { phrase, t } from "../../i18n/t.ts";
import { SEARCH_FIELD } from "../conversations/conversation_list.tsx";

const PRICES = [20_000, 25_000, 30_000, 35_000, 40_000, 50_000, 75_000];

const BODIES = [
  ["", phrase("vehicles")],
  ["suv", phrase("SUVs")],
  ["truck", phrase("trucks")],
  ["sedan", phrase("sedans")],
  ["van", phrase("vans")],
  ["coupe", phrase("coupes")],
  ["wagon", phrase("wagons")],
  ["hatch", phrase("hatchbacks")],
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
        <label class="only-readers" for={SEARCH_FIELD}>
          {t("Search by stock, VIN, make or model")}
        </label>
        <input
          id={SEARCH_FIELD}
          type="search"
          class="field-input"
          placeholder={t("Stock, VIN, make or model")}
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
        name={t("Condition")}
        value={filter.condition}
        options={[["", t("New and used")], ["new", t("New")], ["used", t("Used")]]}
        onChange={(condition) => onChange({ condition })}
      />
      <SentenceSelect
        name={t("Body")}
        value={filter.body}
        options={BODIES.map(([body, words]) => [body, t(words)] as const)}
        onChange={(body) => onChange({ body })}
      />
      <SentenceSelect
        name={t("Price")}
        value={filter.maxCents === null ? "" : String(filter.maxCents / 100)}
        options={[
          ["", t("at any price")],
          ...PRICES.map((price) =>
            [String(price), t("under {price}", { price: formatMoney(price * 100) })] as const
          ),
        ]}
        onChange={(max) => onChange({ max })}
      />
      <SentenceSelect
        name={t("Status")}
        value={filter.status === "on_lot" ? "" : filter.status}
        options={[["", t("on the lot")], ["sold", t("sold")], ["all", t("ever listed")]]}
        onChange={(status) => onChange({ status })}
      />
      <SentenceSelect
        name={t("Order")}
        value={filter.sort === "newest" ? "" : filter.sort}
        options={[["", t("newest first")], ["price", t("cheapest first")]]}
        onChange={(sort) => onChange({ sort })}
      />
    </p>
  );
}
