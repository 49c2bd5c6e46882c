interface Mail {
  readonly id: string;
  readonly received_at: string;
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly html: string;
  readonly text: string;
}

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

function mailArticle(mail: Mail): HTMLElement {
  const copy = element<HTMLTemplateElement>("mail").content.firstElementChild?.cloneNode(true);
  if (!(copy instanceof HTMLElement)) throw new Error("Cannot show mail: template is missing");
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
  part("delete").addEventListener("click", () => void remove(`/api/mails/${mail.id}`));
  return copy;
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
element("clear").addEventListener("click", () => void remove("/api/mails"));
const events = new EventSource("/api/mails/events");
events.onopen = () => void load();
events.addEventListener("mail", () => void load());
