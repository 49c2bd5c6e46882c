import { type PhoneExchange, type PhoneText, withText } from "./line.ts";
import { loadExchanges, loadFaults, loadNumbers, loadTexts } from "./phone_api.ts";
import { recall, remember, rememberShopper } from "./remembered.ts";
import { type PhoneWorld, Station } from "./station.ts";

const NUMBERS_RETRY_MS = 2_000;
const CLOCK_MS = 15_000;

let world: PhoneWorld = {
  numbers: [],
  texts: [],
  exchanges: [],
  slow: new Set(),
  failing: new Set(),
};
const stations: Station[] = [];

function element(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`Cannot find #${id}: the page and its script differ`);
  return found;
}

function change(changes: Partial<PhoneWorld>): void {
  world = { ...world, ...changes };
  for (const station of stations) station.show(world);
}

async function refresh(): Promise<void> {
  const faults = await loadFaults();
  change({ slow: new Set(faults.slow), failing: new Set(faults.failing) });
}

function showTwo(isTwo: boolean): void {
  element("two").ariaPressed = String(isTwo);
  remember("two", String(isTwo));
  const wanted = isTwo ? 2 : 1;
  while (stations.length > wanted) stations.pop()?.element.remove();
  while (stations.length < wanted) {
    const station = new Station(stations.length, refresh);
    stations.push(station);
    element("stations").append(station.element);
  }
  change({});
}

/** A link may choose the ends: /phone?from=+15550101234&to=+15550100100 */
function takeEndsFromAddress(): void {
  const query = new URLSearchParams(location.search.replaceAll("+", "%2B"));
  const from = query.get("from");
  const to = query.get("to");
  if (from !== null) {
    remember("1.shopper", from);
    rememberShopper(from);
  }
  if (to !== null) remember("1.ours", to);
}

async function loadNumbersPatiently(): Promise<void> {
  const numbers = await loadNumbers();
  if (numbers !== null && numbers.length > 0) return change({ numbers });
  setTimeout(() => void loadNumbersPatiently(), NUMBERS_RETRY_MS);
}

async function catchUp(): Promise<void> {
  const [texts, exchanges] = await Promise.all([loadTexts(), loadExchanges()]);
  change({ texts, exchanges });
  await refresh();
}

function connect(): void {
  const events = new EventSource("/api/phone/events");
  const show = (state: string, words: string) => {
    const link = element("link");
    link.dataset["state"] = state;
    if (link.textContent !== words) link.textContent = words;
  };
  events.onopen = () => {
    show("live", "Live");
    void catchUp();
  };
  events.onerror = () => show("waiting", "Reconnecting");
  events.addEventListener("message", (event) => {
    const text: PhoneText = JSON.parse(event.data);
    change({ texts: withText(world.texts, text) });
  });
  events.addEventListener("exchange", (event) => {
    const exchange: PhoneExchange = JSON.parse(event.data);
    change({ exchanges: [...world.exchanges, exchange] });
    if (exchange.kind === "accepted") void refresh();
  });
}

takeEndsFromAddress();
showTwo(recall("two") === "true");
element("two").addEventListener("click", () => showTwo(stations.length === 1));
setInterval(() => change({}), CLOCK_MS);
void loadNumbersPatiently();
connect();
