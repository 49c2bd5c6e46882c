import { equal } from "node:assert/strict";
import { ES } from "../i18n/es.ts";
import { speak } from "../i18n/t.ts";
import { sourceName } from "./lead.ts";
import { drivetrainName, fuelName } from "./vehicle_words.ts";

Deno.test("words of vehicles and sources: ours are translated, a dealer's stay as written", () => {
  equal(fuelName("gas"), "Gas");
  equal(fuelName("hydrogen cell"), "Hydrogen cell");
  speak("es", ES);
  try {
    equal(fuelName("gas"), "Gasolina");
    equal(fuelName("Open"), "Open");
    equal(fuelName(null), null);
    equal(drivetrainName("fwd"), "Tracción delantera");
    equal(drivetrainName("xDrive"), "xDrive");
    equal(drivetrainName(null), null);
    equal(sourceName("Walk-in"), "Visita sin cita");
    equal(sourceName("Open"), "Open");
    equal(sourceName(null), "Desconocido");
  } finally {
    speak("en", {});
  }
});
