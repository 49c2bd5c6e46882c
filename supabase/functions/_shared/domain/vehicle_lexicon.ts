// Table of names and words; longer than other files because it is a table.

/** Makes sold in North America with their models; used when the inventory does not know a name. */
export const KNOWN_MAKES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  Acura: { suv: "MDX|RDX|ADX|ZDX", sedan: "TLX|ILX", hatchback: "Integra" },
  "Alfa Romeo": { suv: "Stelvio|Tonale", sedan: "Giulia" },
  Audi: { suv: "Q3|Q5|Q7|Q8|Q4 e-tron", sedan: "A3|A4|A6|A8|A5" },
  BMW: {
    suv: "X1|X3|X5|X6|X7|iX",
    sedan: "3 Series|5 Series|7 Series|i4|M3|M5",
    coupe: "4 Series|M4",
  },
  Buick: { suv: "Enclave|Encore|Encore GX|Envision|Envista" },
  Cadillac: { suv: "Escalade|XT4|XT5|XT6|Lyriq", sedan: "CT4|CT5" },
  Chevrolet: {
    suv: "Blazer|Equinox|Suburban|Tahoe|Trailblazer|Traverse|Trax",
    truck: "Silverado|Silverado 1500|Silverado 2500|Colorado",
    sedan: "Malibu|Impala|Cruze",
    hatchback: "Bolt|Spark|Sonic",
    coupe: "Camaro|Corvette",
  },
  Chrysler: { van: "Pacifica|Voyager|Town & Country", sedan: "300" },
  Dodge: {
    suv: "Durango|Hornet|Journey",
    van: "Grand Caravan",
    sedan: "Charger",
    coupe: "Challenger",
  },
  Ford: {
    suv: "Escape|Edge|Explorer|Expedition|Bronco|Bronco Sport|EcoSport|Mustang Mach-E",
    truck: "F-150|F-250|F-350|Maverick|Ranger|F-150 Lightning|Super Duty",
    sedan: "Fusion|Taurus",
    hatchback: "Focus|Fiesta",
    coupe: "Mustang",
    van: "Transit|Transit Connect",
  },
  Genesis: { suv: "GV70|GV80|GV60", sedan: "G70|G80|G90" },
  GMC: { suv: "Acadia|Terrain|Yukon", truck: "Sierra|Sierra 1500|Canyon|Hummer EV" },
  Honda: {
    suv: "CR-V|HR-V|Pilot|Passport|Prologue",
    sedan: "Accord|Civic|Insight",
    hatchback: "Fit",
    truck: "Ridgeline",
    van: "Odyssey",
  },
  Hyundai: {
    suv: "Tucson|Santa Fe|Palisade|Kona|Venue|Ioniq 5",
    sedan: "Elantra|Sonata|Accent|Ioniq 6",
    truck: "Santa Cruz",
    hatchback: "Veloster",
  },
  Infiniti: { suv: "QX50|QX60|QX80|QX55", sedan: "Q50" },
  Jaguar: { suv: "F-Pace|E-Pace" },
  Jeep: {
    suv: "Wrangler|Grand Cherokee|Cherokee|Compass|Renegade|Wagoneer|Grand Wagoneer",
    truck: "Gladiator",
  },
  Kia: {
    suv: "Sportage|Sorento|Telluride|Seltos|Niro|EV6|EV9",
    sedan: "Forte|K5|Optima|Rio|K4",
    hatchback: "Soul",
    van: "Carnival|Sedona",
  },
  "Land Rover": { suv: "Range Rover|Defender|Discovery|Range Rover Sport" },
  Lexus: {
    suv: "RX 350|NX 350|GX 460|GX 550|UX 250h|RX|NX|GX|LX",
    sedan: "ES 350|IS 350|ES|IS|LS",
  },
  Lincoln: { suv: "Navigator|Aviator|Nautilus|Corsair" },
  Mazda: {
    suv: "CX-5|CX-30|CX-50|CX-9|CX-90",
    sedan: "Mazda3|Mazda6",
    convertible: "MX-5 Miata|Miata",
  },
  "Mercedes-Benz": { suv: "GLA|GLB|GLC|GLE|GLS", sedan: "C-Class|E-Class|S-Class|C 300|E 350" },
  Mini: { hatchback: "Cooper", suv: "Countryman" },
  Mitsubishi: { suv: "Outlander|Eclipse Cross|Outlander Sport", hatchback: "Mirage" },
  Nissan: {
    suv: "Rogue|Murano|Pathfinder|Kicks|Armada|Ariya|Rogue Sport",
    sedan: "Altima|Sentra|Maxima|Versa",
    truck: "Frontier|Titan",
    hatchback: "Leaf",
  },
  Porsche: { suv: "Cayenne|Macan", coupe: "911", sedan: "Panamera|Taycan" },
  Ram: { truck: "1500|2500|3500", van: "ProMaster" },
  Subaru: {
    suv: "Forester|Outback|Crosstrek|Ascent|Solterra",
    sedan: "Impreza|Legacy|WRX",
    coupe: "BRZ",
  },
  Tesla: { sedan: "Model 3|Model S", suv: "Model Y|Model X", truck: "Cybertruck" },
  Toyota: {
    suv:
      "RAV4|RAV4 Hybrid|RAV4 Prime|Highlander|4Runner|Sequoia|Venza|Corolla Cross|Grand Highlander|Land Cruiser|C-HR|bZ4X",
    sedan: "Camry|Corolla|Avalon|Crown|Mirai",
    hatchback: "Prius|Corolla Hatchback|Yaris",
    truck: "Tacoma|Tundra",
    van: "Sienna",
    coupe: "GR86|Supra",
  },
  Volkswagen: {
    suv: "Tiguan|Atlas|Taos|ID.4|Atlas Cross Sport",
    sedan: "Jetta|Passat|Arteon",
    hatchback: "Golf|GTI",
  },
  Volvo: { suv: "XC40|XC60|XC90", sedan: "S60|S90" },
};

/** Everyday and misspelt names that edit distance alone would miss. */
export const NAME_ALIASES: Readonly<Record<string, string>> = {
  chevy: "Chevrolet",
  chevi: "Chevrolet",
  chevolet: "Chevrolet",
  vw: "Volkswagen",
  volkswagon: "Volkswagen",
  volkwagen: "Volkswagen",
  mercedes: "Mercedes-Benz",
  benz: "Mercedes-Benz",
  beamer: "BMW",
  bimmer: "BMW",
  caddy: "Cadillac",
  subie: "Subaru",
  hundai: "Hyundai",
  hunday: "Hyundai",
  hyundia: "Hyundai",
  toyta: "Toyota",
  yota: "Toyota",
  landrover: "Land Rover",
  fourrunner: "4Runner",
  forerunner: "4Runner",
  rav: "RAV4",
  ravfour: "RAV4",
  mache: "Mustang Mach-E",
  rouge: "Rogue",
};

/** Model names that are places too; they do not count after "in", "from" or "near". */
export const PLACE_NAMES = new Set(["tucson", "colorado", "tacoma", "sedona", "malibu", "sienna"]);

/** Names that are everyday words too; they count only beside a make, a year or a determiner. */
export const RISKY_NAMES = new Set(
  "fit edge escape focus spark soul compass journey passport insight transit accent venue leaf legacy ascent crown mini ram is es ls discovery fusion encore mirage golf kicks atlas terrain traverse rogue 300 1500 2500 3500 911 series defender frontier challenger charger sonic taos accord genesis carnival voyager aviator hornet rio rouge models is350 es350"
    .split(" "),
);

/** Words near a model or make by spelling that are never a misspelling of one. */
export const NEVER_MISSPELT = new Set(
  "verla verlo verlas verlos versos carry civil forest accept plot sense verse mode during camera camper carly terry sorry mission rates rated brick quick suburb suburbs explore explored exploring range ranges optimal optional maximum pacific highland highlands month north forth forty fourth coral sports sporty legal tiger title titles coupe sedan sedans escapade passed passes charge charged edges focused form forms former trail trails train grain tight sonic solar impress honor honey hondo forge force order older dodged pilots outlook outback's wrangle equip equal prior camping carmax canon canyons around taken token takes tested ranger's rodeo sedate silver avoid avalanche matrix prices priced sequel sentry sentra's election electra altimeter tundra's vista jettison passage accords accord according"
    .split(" "),
);

/** Colour families: the words customers ask with, and further words makers name paints with. */
export const COLOR_WORDS: Readonly<Record<string, { asked: string; named: string }>> = {
  blue: {
    asked: "blue blu navy azul azules turquoise",
    named: "blueprint cobalt sapphire indigo azure aqua teal denim marina atlantic pacific",
  },
  gray: {
    asked:
      "gray grey grays greys silver charcoal graphite gunmetal gris grises plata plateado plateada",
    named:
      "magnetic cement steel titanium slate granite carbonized platinum pewter smoke ash tungsten nickel lunar iconic",
  },
  black: {
    asked: "black blk negro negra negros negras",
    named: "ebony onyx midnight obsidian noir carbon",
  },
  white: {
    asked: "white wht blanco blanca blancos blancas",
    named: "pearl ivory ice snow chalk alabaster avalanche frost wind blizzard star",
  },
  red: {
    asked: "red rojo roja rojos rojas maroon burgundy",
    named: "ruby crimson scarlet cherry barcelona garnet supersonic lucid",
  },
  green: {
    asked: "green verde verdes",
    named: "olive army emerald forest jade sage cypress eruption",
  },
  brown: { asked: "brown cafe marron bronze", named: "chocolate mocha copper espresso walnut" },
  beige: {
    asked: "beige tan gold champagne dorado dorada crema",
    named: "sand cream khaki quicksand desert",
  },
  orange: { asked: "orange naranja anaranjado", named: "tangerine" },
  yellow: { asked: "yellow amarillo amarilla", named: "" },
  purple: { asked: "purple morado morada", named: "violet plum" },
};

/** Body families: phrases as customers and feeds write them, parted by "|". */
export const BODY_WORDS: Readonly<Record<string, string>> = {
  suv: "suv|suvs|sport utility|crossover|crossovers|cuv|todoterreno|yipeta|jeepeta",
  truck:
    "truck|trucks|pickup|pickups|pick up|pick ups|crew cab|supercrew|supercab|super crew|extended cab|double cab|crewmax|regular cab|troca|trocas|troka",
  van: "van|vans|minivan|minivans|mini van|mini vans|cargo van|passenger van|furgoneta",
  sedan: "sedan|sedans|saloon|4dr car",
  coupe: "coupe|coupes|two door|2 door|2dr|cupe",
  hatchback: "hatchback|hatchbacks|hatch|liftback",
  wagon: "wagon|wagons|estate",
  convertible: "convertible|convertibles|cabriolet|roadster|droptop|descapotable",
};
