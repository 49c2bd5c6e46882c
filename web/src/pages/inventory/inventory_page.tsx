import { h, type JSX } from "preact";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { Button } from "../../components/button.tsx";
import { EmptyState, FailedState } from "../../components/empty_state.tsx";
import { lazily } from "../../components/lazily.tsx";
import { PageHead } from "../../components/page_head.tsx";
import { Skeleton } from "../../components/skeleton.tsx";
import { Tabs } from "../../components/tabs.tsx";
import { t, tn } from "../../i18n/t.ts";
import type { PageProps } from "../../page_props.ts";
import { titlePage } from "../../page_title.ts";
import { viewPath } from "../../router.ts";
import { inventoryOf, type InventoryShape } from "../../stores/inventory_store.ts";
import { readInventoryFilter } from "./inventory_filters.ts";
import { InventorySentence } from "./inventory_sentence.tsx";
import { StickerGrid, UnitTable } from "./unit_list.tsx";
import { UnitSheetDialog } from "./unit_sheet.tsx";

const ImportView = lazily(() =>
  import("../feeds/import_view.tsx").then((module) => module.ImportView)
);
const PAUSE_MS = 250;
/** The part of the view that is no unit. */
const IMPORT = "import";

/** The stock: found by a sentence, shown as a table or as window stickers, each unit with a sheet. */
export function InventoryPage(props: PageProps): JSX.Element {
  const { workplace, route, router } = props;
  const store = useMemo(() => workplace.connect(inventoryOf), [workplace]);
  const filter = readInventoryFilter(route.filters);
  const key = JSON.stringify(filter);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => void store.show(filter), [store, key]);
  const openId = route.part === IMPORT ? null : route.part;
  useEffect(() => store.open(openId), [store, openId]);
  useEffect(() => {
    titlePage(t("Inventory · {name}", { name: workplace.dealership.name }));
  }, [workplace]);
  const narrow = (change: Readonly<Record<string, string>>, pauseMs = 0): void => {
    clearTimeout(timer.current);
    const go = () =>
      router.go(viewPath({ ...route, filters: { ...route.filters, ...change } }), "replace");
    if (pauseMs === 0) go();
    else timer.current = setTimeout(go, pauseMs);
  };
  return (
    <div class="page">
      <PageHead
        title={t("Inventory")}
        place={workplace.dealership.name}
        switcher={props.switcher}
        connection={workplace.connection}
      >
        <AsTabs page={props} />
      </PageHead>
      {route.part === IMPORT
        ? <div class="page-body">{h(ImportView, props)}</div>
        : (
          <div class="page-body">
            <InventorySentence
              filter={filter}
              onWords={(words) => narrow({ q: words }, PAUSE_MS)}
              onChange={narrow}
            />
            <Units page={props} store={store} onRetry={() => void store.show(filter)} />
          </div>
        )}
      {openId !== null && <UnitSheetDialog page={props} store={store} />}
    </div>
  );
}

function AsTabs(props: { readonly page: PageProps }): JSX.Element {
  const { route, workplace } = props.page;
  const isImport = route.part === IMPORT;
  const isGrid = !isImport && route.filters.as === "stickers";
  const { run: _, ...filters } = route.filters;
  const href = (as: string) => viewPath({ ...route, part: null, filters: { ...filters, as } });
  const tabs = [
    { name: t("Table"), href: href(""), isCurrent: !isGrid && !isImport, count: null },
    { name: t("Stickers"), href: href("stickers"), isCurrent: isGrid, count: null },
  ];
  const importHref = viewPath({ ...route, part: IMPORT, filters: {} });
  const importTab = { name: t("Import"), href: importHref, isCurrent: isImport, count: null };
  return (
    <Tabs
      label={t("How the units are shown")}
      tabs={workplace.may("vehicles.write") ? [...tabs, importTab] : tabs}
    />
  );
}

function Units(props: {
  readonly page: PageProps;
  readonly store: InventoryShape;
  readonly onRetry: () => void;
}): JSX.Element {
  const { page, store } = props;
  const state = store.state.value;
  const units = store.units.value;
  if (state.kind === "failed") {
    return (
      <FailedState
        what={t("The units did not load")}
        problem={state.problem}
        onRetry={props.onRetry}
      />
    );
  }
  if (state.kind === "loading" && units.length === 0) {
    return <Skeleton shape="rows" count={6} label={t("Loading the units")} />;
  }
  if (units.length === 0) {
    const all = viewPath({ ...page.route, filters: {} });
    if (!isFiltered(page.route)) return <EmptyLot page={page} />;
    return (
      <EmptyState icon="car-front" title={t("No unit fits")}>
        <a class="text-link" href={all}>{t("Show everything on the lot")}</a>
      </EmptyState>
    );
  }
  const List = page.route.filters.as === "stickers" ? StickerGrid : UnitTable;
  return (
    <>
      <p class="note-line" role="status">
        {tn(store.total.value, "1 unit", "{count} units")}
      </p>
      <List page={page} store={store} />
      {store.hasMore.value && <More store={store} />}
    </>
  );
}

/** What changes how units are shown, but not which. */
const LOOKS = ["as", "sort"];

function isFiltered({ filters }: PageProps["route"]): boolean {
  return Object.entries(filters).some(([name, value]) => !LOOKS.includes(name) && value !== "");
}

function EmptyLot({ page }: { readonly page: PageProps }): JSX.Element {
  return (
    <EmptyState icon="car-front" title={t("Nothing is on the lot")}>
      {page.workplace.may("vehicles.write") && (
        <a class="text-link" href={viewPath({ ...page.route, part: IMPORT, filters: {} })}>
          {t("Import a stock list")}
        </a>
      )}
    </EmptyState>
  );
}

/** Asks for the next page as soon as the end comes near, and by hand. */
function More({ store }: { readonly store: InventoryShape }): JSX.Element {
  const end = useRef<HTMLDivElement>(null);
  const isLoading = store.state.value.kind === "loading";
  const count = store.units.value.length;
  useEffect(() => {
    const row = end.current;
    if (row === null || isLoading) return;
    const observer = new IntersectionObserver((seen) => {
      if (seen.some(({ isIntersecting }) => isIntersecting)) void store.more();
    }, { root: row.closest(".page"), rootMargin: "600px" });
    observer.observe(row);
    return () => observer.disconnect();
  }, [store, count, isLoading]);
  return (
    <div ref={end} class="choice-row">
      <Button busy={isLoading} onPress={() => void store.more()}>
        {isLoading ? t("Loading") : t("Show 50 more")}
      </Button>
    </div>
  );
}
