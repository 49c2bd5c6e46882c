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
  Ram: { truck: "1500|2500|3500|Ram 1500|Ram 2500", van: "ProMaster" },
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
  vette: "Corvette",
  stang: "Mustang",
  taco: "Tacoma",
  runner4: "4Runner",
  fourrunner: "4Runner",
  forerunner: "4Runner",
  f1fifty: "F-150",
  rav: "RAV4",
  ravfour: "RAV4",
  machE: "Mustang Mach-E",
};

/** Model and make names that are also everyday words; they count only beside a vehicle word. */
export const EVERYDAY_NAMES = new Set(
  "fit edge escape focus spark soul compass journey pilot passport insight ranger maverick bolt explorer transit accent venue leaf frontier titan rogue legacy ascent charger challenger defender discovery fusion crown atlas encore enclave envision corsair navigator mini ram genesis sierra canyon colorado tucson tacoma sedona malibu mirage kicks golf forte rio mirai versa terrain traverse blazer trax sonic cruze tahoe renegade gladiator outback countryman cooper hornet voyager taos carnival integra accord civic equinox prologue is es ls gx lx rx nx leon 300 1500 2500 3500 911 series crosstrek lincoln ioniq jaguar sequoia aviator nautilus"
    .split(" "),
);

/** Everyday names common enough in talk that a bare mention never counts. */
export const RISKY_NAMES = new Set(
  "fit edge escape focus spark soul compass journey passport insight transit accent venue leaf legacy ascent crown mini ram is es ls discovery fusion encore mirage golf kicks atlas terrain traverse rogue 300 1500 2500 3500 911 series defender frontier challenger charger sonic taos accord lincoln genesis jaguar carnival voyager aviator hornet rio leon"
    .split(" "),
);

/** Words near a model or make by spelling that are never a misspelling of one. */
export const NEVER_MISSPELT = new Set(
  "carry civil civics forest accept access plot pilots tonic sense verse verses model models mode camera camper carly terry harry larry marry hurry sorry berry ferry honor honda's miss mission nation action auction caution rated rates rating rather father mother later water after offer often taken token talking taking tower power lower loader leader reader ready really realty reality salad solid sold solar corner career course cross coral carol color colour colors formal former forth fourth forty north worth month mouth south sonata's sienna's rouge tiger timing target tarot title titles tight night right light might eight weight height highland island legal regal total royal loyal local vocal focal social special dealer dealers healer sealer tailor trailer trail train brain drain grain range ranges orange manager danger stranger finger ginger singer winter sister mister master faster easter poster former passed passat's tested texted rested nested jetted altimate ultimate ultima extra altar alter atlas's sentry centre center central entry centra's foreign corolla's tundras maximum minimum optimal optional optimum venza's sports support sporty sportier tests terrain's terrible cheerful escaped escaping explored explore exploring edged focused focusing person personal passed pass passes passport's chance change charge charged charges challenge challenging civilian sales sale sedan sedans coupe suburb suburbs urban durable during camry's canon fiesta's rogues ford's fords bond board border order older holder folder forge forged force forced fork fort forte's afford affordable blazers expedite palace police malice traverse's travel travels traveler"
    .split(" "),
);

/** Colour words by family; the first that appears in a colour's name decides its family. */
export const COLOR_WORDS: Readonly<Record<string, string>> = {
  blue: "blueprint blue blu navy azul azules cobalt sapphire indigo azure aqua teal denim marina",
  gray:
    "silver gray grey grays greys charcoal graphite gunmetal magnetic cement steel titanium slate granite carbonized platinum plata plateado plateada gris grises pewter smoke ash tungsten nickel machine",
  black: "black blk negro negra negros negras ebony onyx midnight obsidian noir carbon",
  white:
    "white wht blanco blanca blancos blancas pearl ivory ice snow chalk alabaster avalanche windchill blizzard frost",
  red:
    "red rojo roja rojos rojas ruby crimson maroon burgundy scarlet cherry barcelona garnet vino",
  green: "green verde verdes olive army emerald forest jade sage cypress eruption",
  brown: "brown bronze cafe marron chocolate mocha copper espresso walnut",
  beige: "beige tan sand champagne gold dorado dorada crema cream khaki quicksand",
  orange: "orange naranja tangerine",
  yellow: "yellow amarillo amarilla",
  purple: "purple morado morada violet plum",
};

/** Body words by family, as customers and feeds write them. */
export const BODY_WORDS: Readonly<Record<string, string>> = {
  suv: "suv suvs sport utility|crossover crossovers cuv 4x4s todoterreno jeepeta",
  truck:
    "truck trucks pickup pickups pick-up|pick up|pick-ups crew cab|supercrew|supercab|extended cab|double cab|crewmax|regular cab|troca trocas troka",
  sedan: "sedan sedans saloon berlina 4dr|four door",
  van: "van vans minivan minivans mini van|mini-van|cargo van|passenger van|furgoneta",
  coupe: "coupe coupes two door|2 door|2dr cupe",
  hatchback: "hatchback hatchbacks hatch liftback 5-door",
  wagon: "wagon wagons estate",
  convertible: "convertible convertibles cabriolet roadster drop top|droptop descapotable",
};
