import type { ColumnMap, FeedField } from "../contract/feed.ts";

/**
 * What columns are called in the wild, squashed to letters and digits. The first that has a value
 * wins: a store's own internet price stands before a list price.
 */
const ALIASES: Readonly<Record<FeedField, string>> = {
  vin: "vin vinnumber vinno vehicleidentificationnumber vehiclevin vehicleid17 chassisnumber fin",
  stock_number: "stocknumber stock stockno stocknum stk stknumber stkno stk stockid " +
    "dealerstocknumber inventorynumber unitnumber vehiclestock vehiclestocknumber numerodestock",
  year: "year modelyear yr my vehicleyear yearmodel ano annee baujahr",
  make:
    "make makename manufacturer brand vehiclemake marca marque marke makedescription divisionname",
  model:
    "model modelname vehiclemodel modeldescription modelo modele carline seriesmodel basemodel",
  trim:
    "trim trimlevel trimname series style styledescription stylename vehicletrim version submodel " +
    "modeltrim package",
  body_style: "bodystyle body bodytype vehicletype bodystylename stdbodystyle carroceria " +
    "bodydescription bodycategory category vehiclebody vehiclebodystyle vehiclecategory typeofvehicle",
  ext_color: "exteriorcolor extcolor color colour exteriorcolour extcolorname exteriorcolorname " +
    "exteriorcolordescription extcolordescription exteriorcolorgeneric extcolorgeneric extcolour " +
    "colorexterior vehiclecolor exterior paint paintcolor outsidecolor basecolor",
  int_color: "interiorcolor intcolor interiorcolour intcolorname interiorcolorname interior " +
    "interiorcolordescription intcolordescription interiordescription colorinterior upholstery " +
    "insidecolor intcolour interiormaterial",
  mileage: "mileage miles odometer odo odometerreading odometervalue mileagevalue kilometers km " +
    "kilometres kilometraje vehiclemileage currentmileage mileagemiles odometermiles",
  engine: "engine enginedescription enginedesc enginetype engineconfiguration motor " +
    "enginename enginesize displacement enginedisplacement enginecylinders cylinders",
  transmission: "transmission trans transmissiondescription transmissiontype transmissionname " +
    "transdescription transmissiondesc gearbox transtype transmisión transmision transmissionspeed",
  drivetrain:
    "drivetrain drivetype drive driveline wheeldrive drivetraindescription driveterrain " +
    "drivetraintype drivedescription drivewheels traction drivewheelconfiguration",
  fuel_type: "fueltype fuel fueldescription combustible carburant fueltypedescription enginefuel " +
    "fuelname fuelkind enginefueltype",
  fuel_economy:
    "mpg combinedmpg mpgcombined fueleconomy epacombined mpge fueleconomycombined avgmpg " +
    "combinedfueleconomy epacombinedmpg",
  mpg_city: "citympg mpgcity epacity cityfueleconomy epacitympg fueleconomycity epacityrating",
  mpg_highway: "highwaympg mpghighway hwympg mpghwy epahighway epahwy highwayfueleconomy " +
    "epahighwaympg fueleconomyhighway epahighwayrating hiwaympg mpghiway",
  msrp:
    "msrp retailprice listprice stickerprice manufacturerssuggestedretailprice suggestedretail " +
    "baseprice msrpprice retail pricemsrp sticker retailvalue",
  price: "internetprice internetspecialprice specialprice saleprice sellingprice finalprice " +
    "webprice onlineprice ourprice askingprice advertisedprice currentprice dealerprice price " +
    "salesprice internet webspecialprice eprice pricevalue vehicleprice precio prix priceamount " +
    "inventoryprice bestprice nohaggleprice priceusd",
  condition: "condition newused neworused type newusedindicator inventorytype vehiclecondition " +
    "newusedflag stocktype isnew newusedcpo conditiontype nu usednew typenu vehicletypecode " +
    "newusedtype",
  certified: "certified cpo certifiedflag iscertified certifiedpreowned certifiedindicator " +
    "iscpo manufacturercertified factorycertified cpoflag certification",
  status: "status vehiclestatus inventorystatus availability salestatus lotstatus stockstatus " +
    "unitstatus dealstatus inventorystate",
  description:
    "description comments vehiclecomments dealercomments sellernotes notes sellerscomments " +
    "comment vehicledescription marketingdescription longdescription adcopy adtext webdescription " +
    "comment1 comments1 dealernotes websitecomments sellingpoints remarks",
  features: "features options optionlist equipment featurelist standardfeatures installedoptions " +
    "factoryoptions categorizedoptions vehicleoptions optiontext optiondescriptions optionsdescription " +
    "dealeroptions highlights optionnames keyfeatures packages",
  images:
    "images photos imageurls photourls imagelist photourllist photourl imageurl pictures image photo " +
    "imageurllist photolist imagesurl photosurl picture pictureurls imagespipe vehicleimages vehiclephotos " +
    "imagelinks photolinks additionalimagelink imagelink mainphoto primaryphoto photourllarge pics",
  video_url:
    "videourl video videolink walkaroundvideo walkaroundvideourl youtubeurl videourls videos " +
    "youtube virtualtour",
};

/** A field and how good a name for it this is; lower is better. */
export interface FieldName {
  readonly field: FeedField;
  readonly rank: number;
}

const BY_NAME: ReadonlyMap<string, FieldName> = new Map(
  (Object.entries(ALIASES) as [FeedField, string][]).flatMap(([field, names]) =>
    names.split(/\s+/).map((name, rank) => [squashName(name), { field, rank }] as const)
  ).reverse(),
);

/** A column's name without case, spaces, punctuation and accents. */
export function squashName(name: string): string {
  return name.normalize("NFD").toLowerCase().replaceAll(/[^a-z0-9]/g, "");
}

/**
 * What a column means: what staff said, else what its name says, for nested ones first the whole
 * path (`price/msrp`), then its last part. Null when nobody knows.
 */
export function fieldOf(column: string, columnMap: ColumnMap): FieldName | null {
  const said = columnMap[column];
  if (said !== undefined) return said === null ? null : { field: said, rank: -1 };
  const whole = BY_NAME.get(squashName(column));
  if (whole !== undefined) return whole;
  const numbered = BY_NAME.get(squashName(column.replace(/[\s_-]*\d+$/, "")));
  if (numbered?.field === "images" || numbered?.field === "features") return numbered;
  const last = column.split("/").at(-1) ?? column;
  return last === column ? null : BY_NAME.get(squashName(last)) ?? null;
}

/** How many of these columns have a name that we know. */
export function knownColumns(columns: readonly string[], columnMap: ColumnMap): number {
  const fields = columns.map((column) => fieldOf(column, columnMap)?.field);
  return new Set(fields.filter((field) => field !== undefined)).size;
}
