// Table of equipment words.

/** One piece of equipment: its name in both languages, and how text and rows write it. */
export interface Feature {
  key: string;
  en: string;
  es: string;
  pattern: RegExp;
}

/** Equipment customers ask about; patterns read folded text of customers and of rows alike. */
export const FEATURES: readonly Feature[] = [
  feature("apple_carplay", "Apple CarPlay", "Apple CarPlay", "(?:apple ?)?car ?play"),
  feature("android_auto", "Android Auto", "Android Auto", "android auto"),
  feature(
    "sunroof",
    "a sunroof",
    "techo corredizo",
    "sun ?roof|moon ?roof|panoramic roof|techo (?:corredizo|panoramico|solar)|quemacocos",
  ),
  feature(
    "leather",
    "leather seats",
    "asientos de piel",
    "leather(?:ette)?|asientos? de (?:piel|cuero)|softex",
  ),
  feature(
    "heated_seats",
    "heated seats",
    "asientos con calefacción",
    "heated (?:\\w+ )?seats?|seat heaters?|asientos? (?:con calefaccion|calefactables|calientes)",
  ),
  feature(
    "ventilated_seats",
    "ventilated seats",
    "asientos ventilados",
    "(?:ventilated|cooled) (?:\\w+ )?seats?|asientos? ventilados",
  ),
  feature("heated_wheel", "a heated steering wheel", "volante con calefacción", "heated steering"),
  feature(
    "backup_camera",
    "a backup camera",
    "cámara de reversa",
    "(?:back ?up|rear ?view|reverse|rear) cam(?:era)?|camara (?:de reversa|trasera)",
  ),
  feature(
    "surround_camera",
    "a 360 camera",
    "cámara 360",
    "360[- ]?(?:degree )?cam(?:era)?|surround[- ]view|panoramic view monitor|camara 360",
  ),
  feature(
    "blind_spot",
    "blind spot monitoring",
    "monitor de punto ciego",
    "blind ?spot|punto ciego|blis",
  ),
  feature(
    "third_row",
    "a third row",
    "tercera fila",
    "(?:third|3rd|3|three)[- ]rows?|family of (?:6|7|8|six|seven|eight)|familia de (?:6|7|8|seis|siete|ocho)|(?:3|tres) filas|tercera fila|(?:7|8|seven|eight)[- ](?:seat(?:er|s)?|passengers?)|(?:6|7|8|six|seven|eight) people|seats? (?:7|8|seven|eight)|(?:7|8|siete|ocho) (?:pasajeros|personas|asientos|plazas)",
  ),
  feature(
    "captains_chairs",
    "captain's chairs",
    "asientos de capitán",
    "captain'?s? chairs?|bucket seats",
  ),
  feature(
    "tow",
    "a tow package",
    "paquete de remolque",
    "tow(?:ing)? (?:package|hitch|prep)|trailer (?:tow|hitch)|hitch|\\btow\\b|paquete de (?:remolque|arrastre)|remolcar",
  ),
  feature(
    "navigation",
    "navigation",
    "navegación",
    "navigation|\\bnav\\b|\\bgps\\b|navegacion|navegador",
  ),
  feature("bluetooth", "Bluetooth", "Bluetooth", "blue ?tooth"),
  feature(
    "remote_start",
    "remote start",
    "encendido remoto",
    "remote start(?:er)?|encendido (?:remoto|a distancia)",
  ),
  feature(
    "keyless",
    "keyless entry",
    "entrada sin llave",
    "keyless|push[- ]button start|smart key|sin llave",
  ),
  feature(
    "adaptive_cruise",
    "adaptive cruise control",
    "control crucero adaptativo",
    "adaptive cruise|(?:dynamic )?radar cruise|crucero adaptativo",
  ),
  feature(
    "lane_assist",
    "lane keeping assist",
    "asistente de carril",
    "lane[- ](?:keep(?:ing)?|departure|assist|tracing)|asistente de carril",
  ),
  feature(
    "wireless_charging",
    "wireless charging",
    "carga inalámbrica",
    "wireless (?:phone )?charg(?:ing|er)|qi[- ]compatible|carga inalambrica",
  ),
  feature(
    "roof_rack",
    "roof rails",
    "barras de techo",
    "roof (?:rack|rails?)|rieles de techo|barras de techo|portaequipaje",
  ),
  feature(
    "power_liftgate",
    "a power liftgate",
    "portón eléctrico",
    "(?:power|hands[- ]free) (?:lift ?gate|tail ?gate|trunk|rear door)|porton electrico",
  ),
  feature("bed_liner", "a bed liner", "protector de caja", "bed ?liner|spray[- ]in (?:bed)?liner"),
  feature("usb", "USB ports", "puertos USB", "\\busb\\b"),
  feature(
    "premium_audio",
    "premium audio",
    "audio premium",
    "\\bjbl\\b|\\bbose\\b|b&o|harman|premium (?:audio|sound)|sound system|audio premium",
  ),
  feature(
    "parking_sensors",
    "parking sensors",
    "sensores de estacionamiento",
    "park(?:ing)? (?:sensors?|assist)|sensores de (?:estacionamiento|reversa)",
  ),
];

/** Returns the equipment a folded text speaks of. */
export function featuresIn(folded: string): Feature[] {
  return FEATURES.filter((one) => one.pattern.test(folded));
}

function feature(key: string, en: string, es: string, pattern: string): Feature {
  return { key, en, es, pattern: new RegExp(pattern) };
}
