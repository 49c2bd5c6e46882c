import { type Signal, useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { Icon } from "../../components/icon.tsx";
import { t } from "../../i18n/t.ts";
import type { PageProps } from "../../page_props.ts";
import { viewPath } from "../../router.ts";
import type { FeedsShape } from "../../stores/feeds_store.ts";

/** The place to drop a file, which is also a button that opens one. */
export function DropFile(
  props: { readonly page: PageProps; readonly store: FeedsShape },
): JSX.Element {
  const { page, store } = props;
  const over = useSignal(false);
  const busy = useSignal(false);
  const isFull = useSignal(true);
  const take = async (file: File | undefined): Promise<void> => {
    over.value = false;
    if (file === undefined || busy.value) return;
    busy.value = true;
    try {
      const run = await store.drop(file, isFull.value);
      page.router.go(viewPath({ ...page.route, filters: { run } }));
    } catch (error) {
      page.toasts.fail(t("{name} was not uploaded", { name: file.name }), error);
    }
    busy.value = false;
  };
  return (
    <section class="card import-card">
      <h2 class="card-title">{t("Import a file")}</h2>
      <DropZone over={over} isBusy={busy.value} onFile={(file) => void take(file)} />
      <label class="import-check">
        <input
          type="checkbox"
          checked={isFull}
          onChange={(event) => isFull.value = event.currentTarget.checked}
        />
        {t("The file lists the whole stock: units it leaves out may be gone")}
      </label>
    </section>
  );
}

function DropZone(props: {
  readonly over: Signal<boolean>;
  readonly isBusy: boolean;
  readonly onFile: (file: File | undefined) => void;
}): JSX.Element {
  const { over, isBusy, onFile } = props;
  return (
    <label
      class="import-drop"
      data-state={over.value ? "over" : isBusy ? "busy" : "idle"}
      onDragOver={(event) => {
        event.preventDefault();
        over.value = true;
      }}
      onDragLeave={() => over.value = false}
      onDrop={(event) => {
        event.preventDefault();
        onFile(event.dataTransfer?.files[0]);
      }}
    >
      <Icon name="inbox" size="l" />
      <span class="import-drop-words">
        {isBusy ? t("Uploading") : t("Drop a stock list here, or choose a file")}
      </span>
      <span class="note-line">{t("CSV, TSV, XML or JSON, up to 50 MB")}</span>
      <input
        class="import-drop-input"
        type="file"
        accept=".csv,.tsv,.txt,.xml,.json,text/*,application/json,application/xml"
        onChange={(event) => {
          onFile(event.currentTarget.files?.[0]);
          event.currentTarget.value = "";
        }}
      />
    </label>
  );
}
