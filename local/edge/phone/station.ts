import {
  clockTime,
  formatNumber,
  isOnLine,
  type Line,
  type PhoneExchange,
  type PhoneText,
} from "./line.ts";
import { createLogView, type LogView } from "./log_view.ts";
import { type DealershipNumber, sendText, setFault, uploadPhoto } from "./phone_api.ts";
import { addShopper, recall, remember, rememberShopper } from "./remembered.ts";
import {
  button,
  cloneStation,
  find,
  listenToComposer,
  showNumbers,
  showShoppers,
} from "./station_parts.ts";
import { createThreadView, type ThreadView } from "./thread_view.ts";

/** What every phone on the page knows. */
export interface PhoneWorld {
  readonly numbers: readonly DealershipNumber[];
  readonly texts: readonly PhoneText[];
  readonly exchanges: readonly PhoneExchange[];
  readonly slow: ReadonlySet<string>;
  readonly failing: ReadonlySet<string>;
}

const SLOW_MS = 3_000;

/** One phone with its controls. */
export class Station {
  readonly element: HTMLElement;
  readonly #place: number;
  readonly #name: string;
  readonly #refresh: () => Promise<void>;
  readonly #thread: ThreadView;
  readonly #log: LogView;
  #world: PhoneWorld | null = null;
  #shopper: string;

  /** Makes the phone at a place on the page; `refresh` reads faults and redraws every phone. */
  constructor(place: number, refresh: () => Promise<void>) {
    this.#place = place;
    this.#name = String(place + 1);
    this.#refresh = refresh;
    this.element = cloneStation(this.#name);
    this.#thread = createThreadView(this.#part("thread"));
    this.#log = createLogView(this.#part("log"));
    this.#shopper = recall(`${this.#name}.shopper`) ?? addShopper();
    remember(`${this.#name}.shopper`, this.#shopper);
    this.#listen();
  }

  /** Draws the world as it is now. */
  show(world: PhoneWorld): void {
    this.#world = world;
    const wanted = recall(`${this.#name}.ours`) ?? world.numbers[this.#place]?.e164 ?? null;
    showNumbers(this.#ours, world.numbers, wanted);
    showShoppers(this.#part("shopper"), this.#shopper);
    const line = this.#line;
    const dealership = world.numbers.find((number) => number.e164 === line.ours);
    this.#part("name").textContent = dealership?.dealership_name ?? "No dealership yet";
    this.#part("number").textContent = dealership === undefined
      ? "text message"
      : `${formatNumber(dealership.e164)} · text message`;
    this.#part("clock").textContent = clockTime(new Date());
    const key = `${line.shopper} ${line.ours}`;
    const isOurs = (one: PhoneExchange) => one.shopper === line.shopper && one.ours === line.ours;
    this.#thread.show(key, world.texts.filter((one) => isOnLine(one, line)), world.exchanges);
    this.#log.show(key, world.exchanges.filter(isOurs));
    button(this.element, "slow").ariaPressed = String(this.#isSlow);
    button(this.element, "fail").ariaPressed = String(world.failing.has(this.#shopper));
  }

  #listen(): void {
    const actions: Readonly<Record<string, () => Promise<void>>> = {
      new: () => this.#choose(addShopper(this.#world?.texts.map((one) => one.from))),
      stop: () => this.#send("STOP"),
      start: () => this.#send("START"),
      twice: () => this.#sendTwice(),
      fail: () => this.#toggle(this.#isFailing, { fail_delivery: "30003" }),
      slow: () => this.#toggle(this.#isSlow, { mode: "always", delay_ms: SLOW_MS }),
      photo: () => Promise.resolve(this.#file.click()),
    };
    for (const [key, act] of Object.entries(actions)) {
      button(this.element, key).addEventListener("click", () => void this.#attempt(act));
    }
    const shopper = this.#part<HTMLSelectElement>("shopper");
    shopper.addEventListener("change", () => void this.#choose(shopper.value));
    this.#file.addEventListener("change", () => void this.#attempt(() => this.#sendPhoto()));
    this.#ours.addEventListener("change", () => {
      remember(`${this.#name}.ours`, this.#ours.value);
      void this.#refresh();
    });
    listenToComposer(
      this.#part("composer"),
      this.#text,
      (body) => void this.#attempt(() => this.#send(body)),
    );
  }

  async #attempt(work: () => Promise<void>): Promise<void> {
    const note = this.#part("note");
    note.textContent = "";
    try {
      await work();
    } catch (error) {
      note.textContent = error instanceof Error ? error.message : String(error);
    }
  }

  async #choose(shopper: string): Promise<void> {
    this.#shopper = shopper;
    remember(`${this.#name}.shopper`, shopper);
    rememberShopper(shopper);
    await this.#refresh();
  }

  async #send(body: string, times = 1): Promise<void> {
    if (this.#ours.value === "") throw new Error("Choose a dealership's number first");
    const delay_ms = this.#isSlow ? SLOW_MS : 0;
    await sendText(this.#line, { body, times, delay_ms });
  }

  /** What is written goes out with two webhooks; else the last text's webhook is repeated. */
  async #sendTwice(): Promise<void> {
    const body = this.#takeText();
    if (body !== "") return await this.#send(body, 2);
    const last = this.#world?.texts.findLast((one) =>
      one.direction === "inbound" && isOnLine(one, this.#line)
    );
    if (last === undefined) throw new Error("Send a text first, or write one");
    const media_urls = last.media.map((media) => media.url);
    await sendText(this.#line, { body: last.body, message_sid: last.sid, media_urls });
  }

  async #sendPhoto(): Promise<void> {
    const [photo] = this.#file.files ?? [];
    if (photo === undefined) return;
    const kept = await uploadPhoto(photo);
    this.#file.value = "";
    if (kept === null) throw new Error("A JPEG, PNG, GIF or WebP under 5 MB is wanted");
    const { message_sid, url } = kept;
    await sendText(this.#line, { body: this.#takeText(), message_sid, media_urls: [url] });
  }

  async #toggle(isOn: boolean, fault: Record<string, unknown>): Promise<void> {
    await setFault(this.#shopper, isOn ? { mode: "off" } : fault);
    await this.#refresh();
  }

  #takeText(): string {
    const body = this.#text.value.trim();
    this.#text.value = "";
    return body;
  }

  get #line(): Line {
    return { shopper: this.#shopper, ours: this.#ours.value };
  }

  get #isSlow(): boolean {
    return this.#world?.slow.has(this.#shopper) ?? false;
  }

  get #isFailing(): boolean {
    return this.#world?.failing.has(this.#shopper) ?? false;
  }

  get #ours(): HTMLSelectElement {
    return this.#part("ours");
  }

  get #text(): HTMLTextAreaElement {
    return this.#part("text");
  }

  get #file(): HTMLInputElement {
    return this.#part("file");
  }

  #part<T extends HTMLElement>(key: string): T {
    return find<T>(this.element, `[data-part="${key}"]`);
  }
}
