interface Mail {
  readonly id: string;
  readonly received_at: string;
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly html: string;
  readonly text: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** The fragment under which a new mail is written. */
const NEW = "new";

let mails: readonly Mail[] = [];
let openId = location.hash.slice(1);

function element<T extends HTMLElement>(id: string): T {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`Cannot find #${id}: the page and its script differ`);
  return found as T;
}

async function load(): Promise<void> {
  mails = (await (await fetch("/api/mails")).json()).mails;
  showList();
  showOpen();
}

function showList(): void {
  const wanted = element<HTMLInputElement>("search").value.trim().toLowerCase();
  const shown = mails.filter((mail) =>
    `${mail.to.join(" ")} ${mail.subject}`.toLowerCase().includes(wanted)
  );
  element("count").textContent = shown.length === 1 ? "1 mail" : `${shown.length} mails`;
  element("list").replaceChildren(...shown.map(listItem));
}

function listItem(mail: Mail): HTMLElement {
  const link = document.createElement("a");
  link.className = "mail-link";
  link.href = `#${mail.id}`;
  if (mail.id === openId) link.setAttribute("aria-current", "true");
  const subject = document.createElement("span");
  subject.className = "mail-link-subject";
  subject.textContent = mail.subject === "" ? "No subject" : mail.subject;
  const facts = document.createElement("span");
  facts.className = "mail-link-facts";
  const at = new Date(mail.received_at);
  const time = at.toLocaleTimeString("en-US", {
    hour: "2-digit",
    minute: "2-digit",
    hour12: false,
  });
  facts.textContent = `${mail.to.join(", ")} · ${time}`;
  link.append(subject, facts);
  const item = document.createElement("li");
  item.append(link);
  return item;
}

function showOpen(): void {
  if (openId === NEW) return showNew();
  const mail = mails.find((one) => one.id === openId);
  const area = element("open");
  if (mail === undefined) {
    const none = document.createElement("p");
    none.className = "mail-none";
    none.textContent = mails.length === 0 ? "No mail yet." : "No mail is open.";
    area.replaceChildren(none);
    return;
  }
  // A mail never changes: drawing it again would only make it flicker.
  if (area.dataset["open"] === mail.id && area.querySelector("article") !== null) return;
  area.dataset["open"] = mail.id;
  area.replaceChildren(mailArticle(mail));
}

function showNew(): void {
  const area = element("open");
  if (area.dataset["open"] === NEW) return;
  area.dataset["open"] = NEW;
  const form = copyOf("new-mail");
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!(form instanceof HTMLFormElement)) return;
    void send(form, "/fakes/sendgrid/inbound", Object.fromEntries(new FormData(form)));
  });
  area.replaceChildren(form);
}

/** Posts what a shopper does and says how the product answered. */
async function send(form: HTMLElement, path: string, body: unknown): Promise<void> {
  const said = form.querySelector('[data-part="said"]');
  const answer = await fetch(path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const { statuses, status, error } = await answer.json().catch(() => ({}));
  const code = status ?? statuses?.[0];
  const word = code === 200 ? "Taken" : `Not taken: ${error ?? code ?? answer.status}`;
  if (said !== null) said.textContent = `${word}, ${new Date().toLocaleTimeString("en-US")}`;
  if (code === 200) form.querySelector("textarea")?.select();
}

function copyOf(template: string): HTMLElement {
  const copy = element<HTMLTemplateElement>(template).content.firstElementChild?.cloneNode(true);
  if (!(copy instanceof HTMLElement)) throw new Error(`Cannot show mail: no template ${template}`);
  return copy;
}

function mailArticle(mail: Mail): HTMLElement {
  const copy = copyOf("mail");
  const part = <T extends HTMLElement>(name: string): T => {
    const found = copy.querySelector<T>(`[data-part="${name}"]`);
    if (found === null) throw new Error(`Cannot show mail: its template has no ${name}`);
    return found;
  };
  part("subject").textContent = mail.subject === "" ? "No subject" : mail.subject;
  part("to").textContent = mail.to.join(", ");
  part("from").textContent = mail.from;
  part("at").textContent = new Date(mail.received_at).toLocaleString("en-US");
  part("text").textContent = mail.text === "" ? "This mail has no plain text." : mail.text;
  const frame = part<HTMLIFrameElement>("html");
  if (mail.html === "") frame.remove();
  else frame.src = `/mail/${mail.id}/html`;
  copy.querySelector("details")?.toggleAttribute("open", mail.html === "");
  // Only what went out by SendGrid can be answered or bounce; Auth's own mails cannot.
  if (mail.headers["X-SendGrid-Id"] === undefined) part("reply").remove();
  else actsOf(part<HTMLFormElement>("reply"), mail);
  part("delete").addEventListener("click", () => void remove(`/api/mails/${mail.id}`));
  return copy;
}

function actsOf(form: HTMLFormElement, mail: Mail): void {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const text = String(new FormData(form).get("text") ?? "");
    void send(form, `/api/mails/${mail.id}/reply`, { text });
  });
  for (const button of form.querySelectorAll<HTMLButtonElement>("[data-event]")) {
    const event = button.dataset["event"];
    button.addEventListener(
      "click",
      () => void send(form, `/api/mails/${mail.id}/events`, { event }),
    );
  }
}

async function remove(path: string): Promise<void> {
  await fetch(path, { method: "DELETE" });
  await load();
}

globalThis.addEventListener("hashchange", () => {
  openId = location.hash.slice(1);
  showList();
  showOpen();
});
element("search").addEventListener("input", showList);
element("write").addEventListener("click", () => void (location.hash = NEW));
element("clear").addEventListener("click", () => void remove("/api/mails"));
const events = new EventSource("/api/mails/events");
events.onopen = () => void load();
events.addEventListener("mail", () => void load());
