import { formatNumber } from "./line.ts";
import type { DealershipNumber } from "./phone_api.ts";
import { rememberedShoppers } from "./remembered.ts";

/** A copy of the template, its parts named for this phone. */
export function cloneStation(name: string): HTMLElement {
  const template = document.querySelector<HTMLTemplateElement>("#station");
  const copy = template?.content.firstElementChild?.cloneNode(true);
  if (!(copy instanceof HTMLElement)) throw new Error("Cannot make phone: template is missing");
  copy.setAttribute("aria-label", `Phone ${name}`);
  const text = find(copy, '[data-part="text"]');
  text.id = `text-${name}`;
  find<HTMLLabelElement>(copy, '[data-part="text-label"]').htmlFor = text.id;
  find(copy, '[data-part="thread"]').setAttribute("aria-label", `Texts on phone ${name}`);
  find(copy, '[data-part="log"]').setAttribute("aria-label", `Requests of phone ${name}`);
  return copy;
}

/** Sends on Enter and on the button; an empty text is not sent. */
export function listenToComposer(
  form: HTMLFormElement,
  text: HTMLTextAreaElement,
  send: (body: string) => void,
): void {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const body = text.value;
    if (body.trim() === "") return;
    text.value = "";
    send(body);
  });
  text.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit();
  });
}

/** Offers the dealerships' numbers; keeps the choice, or makes the wanted one. */
export function showNumbers(
  select: HTMLSelectElement,
  numbers: readonly DealershipNumber[],
  wanted: string | null,
): void {
  const key = numbers.map((number) => number.e164).join();
  if (select.dataset["shown"] === key) return;
  select.dataset["shown"] = key;
  const current = select.value === "" ? wanted : select.value;
  select.replaceChildren(...numbers.map((number) => {
    const option = new Option(
      `${number.dealership_name}, ${formatNumber(number.e164)}`,
      number.e164,
    );
    option.selected = number.e164 === current;
    return option;
  }));
}

/** Offers the remembered shoppers and the chosen one. */
export function showShoppers(select: HTMLSelectElement, chosen: string): void {
  const known = rememberedShoppers();
  const all = known.includes(chosen) ? known : [chosen, ...known];
  if (select.dataset["shown"] !== all.join()) {
    select.dataset["shown"] = all.join();
    select.replaceChildren(...all.map((number) => new Option(formatNumber(number), number)));
  }
  select.value = chosen;
}

/** One of the phone's buttons, by what it does. */
export function button(element: HTMLElement, key: string): HTMLButtonElement {
  return find<HTMLButtonElement>(element, `[data-do="${key}"]`);
}

/** The one element that a selector means. */
export function find<T extends HTMLElement>(root: ParentNode, selector: string): T {
  const found = root.querySelector<T>(selector);
  if (found === null) throw new Error(`Cannot find ${selector}: the page and its script differ`);
  return found;
}
