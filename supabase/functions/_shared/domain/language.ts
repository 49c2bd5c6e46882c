import { foldText, tokens } from "./text.ts";

/** The language a text shows, or null when it shows none. */
export interface LanguageFinding {
  /** ISO 639-1 code. */
  code: string;
  certain: boolean;
}

const SCRIPTS: readonly (readonly [string, RegExp])[] = [
  ["ja", /[\u3040-\u30ff]/u],
  ["ko", /\p{Script=Hangul}/u],
  ["zh", /\p{Script=Han}/u],
  ["ru", /\p{Script=Cyrillic}/u],
  ["ar", /\p{Script=Arabic}/u],
  ["he", /\p{Script=Hebrew}/u],
  ["th", /\p{Script=Thai}/u],
  ["hi", /\p{Script=Devanagari}/u],
];

const VIETNAMESE = /[\u1ea0-\u1ef9\u01a1\u01b0\u0103\u0111]/iu;

/** Folded everyday words; a word in several lists says nothing between them. */
const WORDS: Readonly<Record<string, string>> = {
  en:
    "the is are do does did you your have has what whats when where which who how much many any a an it its can could i i'm im me my this that those these to in on for with and or still available under over than less more how's hi hello hey thanks thank please yes want need looking would will it's don't price car truck about get time open close come ok okay am be was were there here tell us show got",
  es:
    "el la los las un una unos unas de del que es son esta estan tiene tienen tienes hay cuanto cuanta cuantos cuantas cuesta vale precio como cuando donde cual quiero quisiera necesito busco puedo puede pueden hola gracias buenos buenas dias tardes noches por para con sin mi su sus mas menos si pero todavia aun disponible carro carros coche camioneta camionetas troca azul rojo roja negro negra blanco blanca gris usado usada nuevo nueva manana hoy sabado domingo lunes martes miercoles jueves viernes hora horas abren cierran abierto abiertos ahora hablar persona alguien ir ver favor ustedes usted estoy estan tengo le les millas bajo debajo barato barata otra otro algo espanol hacen hace financiamiento credito pago pagos escriba escriban mensajes mensaje numero mande manden envien quiera alguno algun ya ese esa este esta otro tambien soy somos estamos bueno buena garantia vehiculo llantas motor cita prueba manejo direccion telefono horario cuenta pueda vender compre mucho muy bien favor luego adios cual cuales somos me nos lo",
  fr:
    "le les des une est sont avez vous je nous bonjour merci combien prix voiture encore disponible dans avec pour pas que quel quelle heure ouvert cherche voudrais puis suis oui s'il plait demain bonsoir parlez francais",
  pt:
    "voce voces nao obrigado obrigada quanto custa tem ainda preco ola bom boa dia tarde carro disponivel quero gostaria preciso estou para com uma um os as que horas abre fecha amanha sim portugues fala vocês",
  de:
    "der die das ist sind haben sie ich wir und nicht noch verfugbar wie viel kostet preis guten tag hallo danke bitte auto mochte morgen geoffnet ein eine mit fur wann offnen deutsch sprechen",
  vi: "xin chao xe con khong bao nhieu gia cam toi ban muon mua nay duoc mau gi co anh chi",
  it:
    "il lo gli della sono avete vorrei quanto costa prezzo ciao buongiorno grazie ancora disponibile macchina con per non che ore aprite domani cerco una sono italiano parlate",
};

const LISTS = Object.entries(WORDS).map(([code, words]) =>
  [code, new Set(words.split(" "))] as const
);

/** Words that settle the language even alone. */
const SOLE: Readonly<Record<string, string>> = {
  hola: "es",
  gracias: "es",
  precio: "es",
  cuanto: "es",
  disponible: "es",
  buenas: "es",
  adios: "es",
  bonjour: "fr",
  merci: "fr",
  obrigado: "pt",
  obrigada: "pt",
  danke: "de",
  hallo: "de",
  ciao: "it",
  grazie: "it",
  hello: "en",
  hi: "en",
  hey: "en",
  thanks: "en",
  what: "en",
  how: "en",
  the: "en",
};

/** Returns the language of one text, null when the words (a number, an emoji, "ok") show none. */
export function languageOf(text: string): LanguageFinding | null {
  const byScript = SCRIPTS.find(([, script]) => script.test(text));
  if (byScript) return { code: byScript[0], certain: true };
  if (VIETNAMESE.test(text.normalize("NFC"))) return { code: "vi", certain: true };
  const words = tokens(foldText(text)).map((token) => token.text.replace(/'s$/, ""));
  const scores = LISTS.map(([code, list]) => ({
    code,
    score: words.filter((word) => list.has(word)).length + (signs(text, code)),
  })).sort((a, b) => b.score - a.score);
  const [best, second] = [scores[0], scores[1]];
  if (!best || best.score === 0) return null;
  const lead = best.score - (second?.score ?? 0);
  if (best.score >= 2 && lead >= 1) return { code: best.code, certain: true };
  const sole = words.length <= 4 ? words.map((word) => SOLE[word]).find((code) => code) : undefined;
  if (sole) return { code: sole, certain: true };
  return lead >= 1 && words.length <= 3 ? { code: best.code, certain: false } : null;
}

/**
 * Returns the language to answer in: that of the pending text, else that of the latest earlier
 * customer text which shows one, else the customer's stored preference, else English.
 */
export function replyLanguage(
  pending: string,
  earlier: readonly string[],
  preferred: string | null,
): string {
  const now = languageOf(pending);
  if (now?.certain) return now.code;
  for (let i = earlier.length - 1; i >= 0; i--) {
    const before = languageOf(earlier[i] ?? "");
    if (before?.certain) return before.code;
  }
  const stored = preferred?.slice(0, 2).toLowerCase();
  return stored || now?.code || "en";
}

function signs(text: string, code: string): number {
  if (code === "es") return /[¿¡ñáíóú]/i.test(text.normalize("NFC")) ? 1 : 0;
  if (code === "pt") return /[ãõç]/i.test(text.normalize("NFC")) ? 1 : 0;
  if (code === "de") return /ß/.test(text) ? 1 : 0;
  return 0;
}
