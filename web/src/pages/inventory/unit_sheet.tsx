import type { JSX } from "preact";
import type { Unit, UnitChange, UnitSheet } from "../../api/inventory_api.ts";
import { Button } from "../../components/button.tsx";
import { Dialog } from "../../components/dialog.tsx";
import { EmptyState } from "../../components/empty_state.tsx";
import { type Fact, FactList } from "../../components/fact_list.tsx";
import { RemoteView } from "../../components/remote_view.tsx";
import { Sticker } from "../../components/sticker.tsx";
import { formatMoney } from "../../format/money.ts";
import { customerTitle } from "../../format/name.ts";
import { listTime, shortDate } from "../../format/time.ts";
import { daysOnLot, vehicleName, vehicleStatus } from "../../format/vehicle.ts";
import { fuelName } from "../../format/vehicle_words.ts";
import { t } from "../../i18n/t.ts";
import type { PageProps } from "../../page_props.ts";
import { useOpenTitle } from "../../page_title.ts";
import { conversationPath, viewPath } from "../../router.ts";
import type { InventoryShape } from "../../stores/inventory_store.ts";
import { UnitChangeForm } from "./unit_change_form.tsx";
import { UnitPhotos } from "./unit_photos.tsx";

/** One unit in full: sticker, features, what its price did, and who asked about it. */
export function UnitSheetDialog(props: {
  readonly page: PageProps;
  readonly store: InventoryShape;
}): JSX.Element {
  const { page, store } = props;
  const close = (): void => page.router.close(viewPath({ ...page.route, part: null }));
  return (
    <Dialog title={t("Vehicle")} shape="sheet" isInAddress isOpen onClose={close}>
      <div class="unit-sheet">
        <RemoteView
          remote={store.sheet.state.value}
          what={t("The vehicle")}
          shape="column"
          onRetry={() => void store.sheet.reload()}
        >
          {(sheet) =>
            sheet === null
              ? (
                <EmptyState
                  icon="circle-alert"
                  title={t("This vehicle is not in your inventory")}
                />
              )
              : <Body key={sheet.unit.id} sheet={sheet} page={page} store={store} />}
        </RemoteView>
      </div>
    </Dialog>
  );
}

function Body(props: {
  readonly sheet: UnitSheet;
  readonly page: PageProps;
  readonly store: InventoryShape;
}): JSX.Element {
  const { sheet, page, store } = props;
  const { unit } = sheet;
  const { dealership } = page.workplace;
  useOpenTitle(vehicleName(unit), t("Inventory · {name}", { name: dealership.name }));
  return (
    <>
      <Sticker vehicle={unit} />
      <UnitPhotos unit={unit} />
      <div class="choice-row">
        <Button icon="link" onPress={() => void copyLink(page)}>{t("Copy link")}</Button>
        <Button
          icon="globe"
          onPress={() => void copyText(page, `data-vehicle="${unit.stock_number ?? unit.vin}"`)}
        >
          {t("Copy for the website chat")}
        </Button>
      </div>
      {page.workplace.may("vehicles.write") && (
        <UnitChangeForm unit={unit} page={page} store={store} />
      )}
      {unit.description !== null && <p>{unit.description}</p>}
      <Facts unit={unit} page={page} />
      {unit.features.length > 0 && (
        <section>
          <h3 class="card-title">{t("Features")}</h3>
          <ul class="unit-sheet-features">
            {unit.features.map((feature) => <li key={feature}>{feature}</li>)}
          </ul>
        </section>
      )}
      <History changes={sheet.changes} zone={dealership.timezone} />
      <Talk sheet={sheet} page={page} />
    </>
  );
}

function Facts(props: { readonly unit: Unit; readonly page: PageProps }): JSX.Element {
  const { unit } = props;
  const { clock } = props.page.workplace;
  const facts: readonly Fact[] = [
    [t("On the lot"), daysOnLot(unit.created_at, clock.minute.value)],
    [t("Inside"), unit.int_color],
    [t("Engine"), unit.engine],
    [t("Transmission"), unit.transmission],
    [t("Fuel"), fuelName(unit.fuel_type)],
  ];
  return <FactList facts={facts} />;
}

function History(props: {
  readonly changes: readonly UnitChange[];
  readonly zone: string;
}): JSX.Element {
  return (
    <section>
      <h3 class="card-title">{t("Price and status")}</h3>
      {props.changes.length === 0 && <p class="note-line">{t("Nothing has changed yet.")}</p>}
      <FactList
        facts={props.changes.map((change) => [
          <time key="at" dateTime={change.changed_at}>
            {shortDate(change.changed_at, props.zone)}
          </time>,
          changeWords(change),
        ])}
      />
    </section>
  );
}

function changeWords(change: UnitChange): string {
  const price = (cents: number | null) => cents === null ? t("no price") : formatMoney(cents);
  if (change.status_before === null) {
    return t("{status} for {price}", {
      status: vehicleStatus(change.status_after),
      price: price(change.price_after_cents),
    });
  }
  const words: string[] = [];
  if (change.status_before !== change.status_after) words.push(vehicleStatus(change.status_after));
  if (change.price_before_cents !== change.price_after_cents) {
    words.push(
      t("{before} to {after}", {
        before: price(change.price_before_cents),
        after: price(change.price_after_cents),
      }),
    );
  }
  return words.join(", ");
}

function Talk(props: { readonly sheet: UnitSheet; readonly page: PageProps }): JSX.Element {
  const { sheet, page } = props;
  const { clock, dealership } = page.workplace;
  const when = (at: string | null) =>
    at === null ? "" : listTime(at, clock.minute.value, dealership.timezone);
  return (
    <section>
      <h3 class="card-title">{t("Who asked")}</h3>
      {sheet.conversations.length + sheet.leads.length === 0 && (
        <p class="note-line">{t("Nobody has asked about it yet.")}</p>
      )}
      <FactList
        facts={[
          ...sheet.conversations.map((row): Fact => [
            when(row.last_message_at),
            <a
              key={row.id}
              class="text-link"
              href={conversationPath(dealership.subdomain, row.id)}
            >
              {customerTitle(row.customer_name, row.customer_address)}
            </a>,
          ]),
          ...sheet.leads.map((lead): Fact => [
            when(lead.received_at),
            <a
              key={lead.id}
              class="text-link"
              href={viewPath({ view: "leads", at: page.route.at, part: lead.id, filters: {} })}
            >
              {t("{name}, a lead", {
                name: customerTitle(lead.customer_name, lead.customer_address),
              })}
            </a>,
          ]),
        ]}
      />
    </section>
  );
}

function copyLink(page: PageProps): Promise<void> {
  return copyText(page, location.origin + viewPath({ ...page.route, filters: {} }));
}

async function copyText(page: PageProps, text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    page.toasts.tell(t("Copied"));
  } catch {
    page.toasts.tell(t("The browser does not allow copying. The address bar has the link"));
  }
}
