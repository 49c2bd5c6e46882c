import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import type { ColumnMap, FeedColumn, FeedRunDetail } from "../../api/feeds_api.ts";
import { Button } from "../../components/button.tsx";
import { FEED_FIELDS, fieldName } from "../../format/feed.ts";
import { t } from "../../i18n/t.ts";
import type { PageProps } from "../../page_props.ts";
import type { FeedsShape } from "../../stores/feeds_store.ts";

const LEFT_OUT = "";

/** What each column of a file is taken for; before the import it can be said otherwise. */
export function ColumnTable(props: {
  readonly page: PageProps;
  readonly store: FeedsShape;
  readonly run: FeedRunDetail;
}): JSX.Element {
  const { page, store, run } = props;
  const said = useSignal<ColumnMap>({});
  const columns = run.layout?.columns ?? [];
  const isSaid = ({ name, field }: FeedColumn) => name in said.value && said.value[name] !== field;
  const isOpen = run.status === "preview" || run.status === "failed";
  const save = async (): Promise<void> => {
    try {
      await store.nameColumns(run.id, { ...run.column_map, ...said.value });
    } catch (error) {
      page.toasts.fail(t("The columns were not saved"), error);
    }
  };
  return (
    <section class="card import-card">
      <h2 class="card-title">{t("Columns")}</h2>
      <div class="table-scroll import-scroll" tabIndex={0} role="region" aria-label={t("Columns")}>
        <table class="data-table">
          <ColumnHead />
          <tbody>
            {columns.map((column) => (
              <ColumnLine
                key={column.name}
                column={column}
                field={column.name in said.value ? said.value[column.name] ?? null : column.field}
                onField={isOpen
                  ? (field) => said.value = { ...said.value, [column.name]: field }
                  : null}
              />
            ))}
          </tbody>
        </table>
      </div>
      {isOpen && columns.some(isSaid) && (
        <div class="choice-row">
          <Button look="main" icon="rotate-ccw" onPress={() => void save()}>
            {t("Read the file again with these columns")}
          </Button>
        </div>
      )}
    </section>
  );
}

function ColumnHead(): JSX.Element {
  return (
    <thead>
      <tr>
        <th scope="col">{t("In the file")}</th>
        <th scope="col">{t("Taken for")}</th>
        <th scope="col">{t("Examples")}</th>
      </tr>
    </thead>
  );
}

function ColumnLine(props: {
  readonly column: FeedColumn;
  readonly field: string | null;
  /** Null when it can no longer be said. */
  readonly onField: ((field: string | null) => void) | null;
}): JSX.Element {
  const { column, field, onField } = props;
  return (
    <tr>
      <td>
        <b>{column.name}</b>
      </td>
      <td>
        {onField !== null
          ? <FieldSelect column={column} field={field} onField={onField} />
          : field === null
          ? t("Left out")
          : fieldName(field)}
      </td>
      <td class="import-value">{column.samples.join(" · ")}</td>
    </tr>
  );
}

function FieldSelect(props: {
  readonly column: FeedColumn;
  readonly field: string | null;
  readonly onField: (field: string | null) => void;
}): JSX.Element {
  return (
    <select
      class="field-input import-select"
      aria-label={t("What {column} is taken for", { column: props.column.name })}
      value={props.field ?? LEFT_OUT}
      onChange={(event) => {
        const { value } = event.currentTarget;
        props.onField(value === LEFT_OUT ? null : value);
      }}
    >
      <option value={LEFT_OUT}>{t("Left out")}</option>
      {FEED_FIELDS.map((field) => <option key={field} value={field}>{fieldName(field)}</option>)}
    </select>
  );
}
