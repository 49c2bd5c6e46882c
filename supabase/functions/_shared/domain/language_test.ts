import { equal } from "node:assert/strict";
import { languageOf, replyLanguage } from "./language.ts";
import { sentimentOf, urgencyOf } from "./sentiment.ts";

const LANGUAGES: readonly (readonly [string, string | null])[] = [
  ["do you still have it", "en"],
  ["hola", "es"],
  ["cuánto cuesta la camry?", "es"],
  ["no me escriban más", "es"],
  ["bonjour, avez vous la camry?", "fr"],
  ["Bom dia, quanto custa?", "pt"],
  ["hallo, ist das auto noch verfügbar", "de"],
  ["xin chào, xe này còn không?", "vi"],
  ["你好", "zh"],
  ["こんにちは", "ja"],
  ["안녕하세요", "ko"],
  ["Здравствуйте", "ru"],
  ["مرحبا", "ar"],
  ["RAV4 2021?", null],
  ["👍", null],
  ["", null],
];
for (const [text, code] of LANGUAGES) {
  Deno.test(`languageOf: ${JSON.stringify(text)}`, () =>
    equal(languageOf(text)?.code ?? null, code));
}

Deno.test("replyLanguage: the text, then the thread, then the preference", () => {
  equal(replyLanguage("do you have it", ["hola amigos"], "es"), "en");
  equal(replyLanguage("RAV4 2021?", ["tienen camionetas", "ok"], null), "es");
  equal(replyLanguage("RAV4 2021?", [], "es-MX"), "es");
  equal(replyLanguage("RAV4 2021?", [], null), "en");
});

const TONES: readonly (readonly [string, string])[] = [
  ["thanks, that's great", "positive"],
  ["this is ridiculous", "negative"],
  ["not good", "negative"],
  ["not bad", "neutral"],
  ["nobody called me back", "negative"],
  ["what time do you close", "neutral"],
  ["pésimo servicio", "negative"],
  ["WHERE IS MY CAR!!! ANSWER ME", "negative"],
  ["RAV4?", "neutral"],
];
for (const [text, tone] of TONES) {
  Deno.test(`sentimentOf: ${text}`, () => equal(sentimentOf(text), tone));
}

Deno.test("urgencyOf: soon, later and in between", () => {
  equal(urgencyOf("need it asap"), "high");
  equal(urgencyOf("no rush, just looking"), "low");
  equal(urgencyOf("do you have a camry"), "normal");
});
