/** The page behind the unsubscribe link of a mail: one button, which only a person presses. */
import "./page.css";

const WORDS = {
  en: {
    title: "No more of these mails?",
    words: "One press, and no more offers come to your address.",
    stop: "Unsubscribe",
    done: "Done. You will get no more of these mails.",
    unknown: "This link is cut off or not one of ours. Answer the mail with the word unsubscribe.",
    failed: "That did not work. Try again in a moment.",
  },
  es: {
    title: "¿No quiere más correos de estos?",
    words: "Un solo clic y no llegarán más ofertas a su dirección.",
    stop: "Darse de baja",
    done: "Listo. No recibirá más correos de estos.",
    unknown:
      "Este enlace está cortado o no es nuestro. Responda al correo con la palabra unsubscribe.",
    failed: "No funcionó. Inténtelo de nuevo en un momento.",
  },
} as const;

const language = navigator.language.startsWith("es") ? "es" : "en";
const words = WORDS[language];

function part(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`Cannot show the page: ${id} is missing`);
  return found;
}

async function unsubscribe(): Promise<string> {
  const base = document.querySelector<HTMLMetaElement>('meta[name="supabase-url"]')?.content ?? "";
  const token = encodeURIComponent(location.hash.slice(1));
  try {
    const answer = await fetch(`${base}/functions/v1/email-unsubscribe?t=${token}`, {
      method: "POST",
      body: new URLSearchParams({ "List-Unsubscribe": "One-Click" }),
      signal: AbortSignal.timeout(15_000),
    });
    if (answer.ok) return words.done;
    return answer.status === 404 ? words.unknown : words.failed;
  } catch {
    return words.failed;
  }
}

function start(): void {
  const stop = part("stop") as HTMLButtonElement;
  const news = part("news");
  document.documentElement.lang = language;
  document.title = words.title;
  document.querySelector("h1")?.replaceChildren(words.title);
  part("words").textContent = words.words;
  stop.textContent = words.stop;
  stop.addEventListener("click", async () => {
    stop.disabled = true;
    news.textContent = await unsubscribe();
    stop.disabled = news.textContent !== words.failed;
  });
}

start();
