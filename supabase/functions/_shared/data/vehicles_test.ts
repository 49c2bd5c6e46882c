import assert from "node:assert/strict";
import { type VehicleQuery, vehicleQuerySchema } from "../contract/intelligence.ts";
import { callsOf, fakePostgrest, SERVICE_KEY } from "../testing/door.ts";
import { fakeServer } from "../testing/fakes.ts";
import { OAK_ID, RAV4 } from "../testing/reply.ts";
import { asService } from "./client.ts";
import { searchVehicles } from "./vehicles.ts";

const ROWS = [
  { ...RAV4, fuel_economy: 39, images: [], msrp_cents: null },
  { ...RAV4, id: "b", stock_number: "T-9000", vin: "JTMB11EU5KF159281", ext_color: "Ice Cap" },
];

function query(wanted: Partial<VehicleQuery>): VehicleQuery {
  return vehicleQuerySchema.parse(wanted);
}

Deno.test("searchVehicles() narrows by rows in the database and by words here", async () => {
  await using server = fakePostgrest({ search_vehicles: () => ROWS });
  const database = asService({ supabaseUrl: server.url, serviceKeys: [SERVICE_KEY] });
  const found = await searchVehicles(database, OAK_ID, query({ color: "blue", year_min: 2020 }));
  assert.deepEqual(found, [RAV4]);
  const [call] = callsOf(server, "search_vehicles");
  assert.equal(call?.["dealership_id"], OAK_ID);
  const sent = call?.["query"] as Record<string, unknown>;
  assert.equal(sent["year_min"], 2020);
  assert.ok(!("color" in sent));
});

Deno.test("searchVehicles() finds a stock number in another spelling", async () => {
  await using server = fakePostgrest({
    search_vehicles: ({ query }) =>
      (query as Record<string, unknown>)["stock_number"] === null ? ROWS : [],
  });
  const database = asService({ supabaseUrl: server.url, serviceKeys: [SERVICE_KEY] });
  const found = await searchVehicles(database, OAK_ID, query({ stock_number: "t9000" }));
  assert.deepEqual(found.map((vehicle) => vehicle.stock_number), ["T-9000"]);
});

Deno.test("searchVehicles() reads ids of this dealership only, in the asked order", async () => {
  const other = "0a000000-0000-4000-8000-0000000000f2";
  await using server = fakeServer(() => Response.json([{ ...RAV4 }, { ...RAV4, id: other }]));
  const database = asService({ supabaseUrl: server.url, serviceKeys: [SERVICE_KEY] });
  const ids = [other, RAV4.id, "x); drop table"];
  const found = await searchVehicles(database, OAK_ID, query({ ids }));
  assert.deepEqual(found.map((vehicle) => vehicle.id), [other, RAV4.id]);
  assert.equal(server.heard[0]?.query.get("dealership_id"), `eq.${OAK_ID}`);
  assert.equal(server.heard[0]?.query.get("id"), `in.(${other},${RAV4.id})`);
});
