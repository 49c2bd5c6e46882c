/**
 * What a dealership puts on its pages: a button, and on its first press a frame with the chat.
 *
 * Nothing of the page is touched but one element at its end, whose style is closed off in a shadow
 * root; style sheets made by script and a frame are all that the page's policy must allow
 * (`script-src` and `frame-src` of our origin). One file without imports, which the build closes off
 * in a function, so that it is a plain script.
 */
const script = document.currentScript instanceof HTMLScriptElement ? document.currentScript : null;
const { key = "", color, text, label = "Chat", vehicle, privacy } = script?.dataset ?? {};
const origin = new URL(script?.src ?? location.href).origin;
const remembered = `rylie.chat.open.${key}`;
const host = document.createElement("div");
const root = host.attachShadow({ mode: "open" });
const button = document.createElement("button");
let frame: HTMLIFrameElement | null = null;
let unread = 0;
let isAsked = false;

const plain = (value: string | undefined, usual: string): string =>
  value !== undefined && /^#[0-9a-f]{6}$/i.test(value) ? value : usual;

/** The page's own rules reach the host element, where ours win when both are important. */
const STYLE = `
  :host { all: initial !important }
  button, iframe { position: fixed; inset-inline-end: 20px; z-index: 2147483000;
    border: 1px solid transparent }
  button { bottom: 20px; min-height: 48px; padding: 0 20px; border-radius: 24px; cursor: pointer;
    font: 600 16px/1.2 "Helvetica Neue", Arial, sans-serif; background: ${plain(color, "#17352b")};
    color: ${plain(text, "#ffffff")}; box-shadow: 0 4px 16px rgb(0 0 0 / 30%) }
  button:focus-visible { outline: 3px solid #1660d6; outline-offset: 3px }
  iframe { bottom: 84px; width: 376px; height: min(620px, calc(100dvh - 104px));
    border-radius: 18px; box-shadow: 0 8px 32px rgb(0 0 0 / 30%); color-scheme: normal }
  iframe[hidden] { display: none }
  iframe[aria-busy] { visibility: hidden }
  @media (width < 480px) or (height < 480px) { iframe { inset: var(--top, 0) 0 auto; width: 100%;
    height: var(--height, 100dvh); border: 0; border-radius: 0 } }`;
/** So long after it came the frame may say that it is ready. */
const READY_MS = 2_000;

/** The vehicle of this page: named by the page, else a VIN in its address. */
function vehicleOfPage(): string | undefined {
  return document.querySelector<HTMLElement>("[data-rylie-vehicle]")?.dataset["rylieVehicle"] ??
    vehicle ?? /\b[A-HJ-NPR-Z0-9]{17}\b/i.exec(location.href)?.[0];
}

function send(kind: string, more: object = {}): void {
  frame?.contentWindow?.postMessage({ rylie: kind, ...more }, origin);
}

/** Nothing of the frame is seen before it is there, so that one that cannot come covers no page. */
function newFrame(): HTMLIFrameElement {
  const made = document.createElement("iframe");
  made.title = label;
  made.src = `${origin}/chat/`;
  made.ariaBusy = "true";
  made.addEventListener("load", () =>
    setTimeout(() => {
      if (made.ariaBusy === null) return;
      made.remove();
      frame = null;
      button.ariaExpanded = "false";
      button.textContent = label;
    }, READY_MS));
  root.append(made);
  button.textContent = `${label} …`;
  return made;
}

function show(isOpen: boolean): void {
  frame ??= newFrame();
  frame.hidden = !isOpen;
  button.ariaExpanded = String(isOpen);
  remember(isOpen ? "1" : "");
  if (!isOpen) button.focus();
  else if (frame.ariaBusy === null) {
    button.textContent = label;
    unread = 0;
    frame.focus();
  }
}

/** Only what is seen above a phone's keyboard is filled; a page that is zoomed into stays as it is. */
function fit(): void {
  const seen = visualViewport;
  const isPlain = seen !== null && Math.abs(seen.scale - 1) < 0.01;
  frame?.style.setProperty("--height", isPlain ? `${seen.height}px` : "");
  frame?.style.setProperty("--top", isPlain ? `${seen.offsetTop}px` : "");
}

/** A page without storage only forgets whether the chat was open. */
function remember(value?: string): string | null {
  try {
    if (value !== undefined) sessionStorage.setItem(remembered, value);
    return sessionStorage.getItem(remembered);
  } catch {
    return null;
  }
}

function hear({ data, origin: from, source }: MessageEvent): void {
  if (from !== origin || frame === null || source !== frame.contentWindow) return;
  if (data?.rylie === "ready") {
    frame.ariaBusy = null;
    fit();
    // A page that comes with the chat open keeps the focus.
    if (isAsked && !frame.hidden) show(true);
    button.textContent = label;
    send("open", {
      key,
      privacy,
      vehicle: vehicleOfPage(),
      page: location.href.split("#")[0],
      language: document.documentElement.lang,
    });
  } else if (data?.rylie === "close") show(false);
  else if (data?.rylie === "news" && frame.hidden) button.textContent = `${label} (${++unread})`;
}

function start(): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);
  root.adoptedStyleSheets = [sheet];
  button.type = "button";
  button.textContent = label;
  button.ariaExpanded = "false";
  button.addEventListener("click", () => {
    isAsked = true;
    show(frame?.hidden !== false);
  });
  for (const name of ["resize", "scroll"]) visualViewport?.addEventListener(name, fit);
  button.addEventListener("keydown", ({ key }) => {
    if (key === "Escape" && frame?.hidden === false) show(false);
  });
  addEventListener("message", hear);
  root.append(button);
  document.body.append(host);
  if (remember()) show(true);
}

if (script !== null) {
  if (document.body) start();
  else addEventListener("DOMContentLoaded", start);
}

// A module for the checker, so that its names are its own.
export {};
