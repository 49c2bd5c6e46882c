import { detailWords } from "./detail_wording.ts";
import { oneDetails } from "./reply_details.ts";
import { generalPart } from "./reply_knowledge.ts";
import { type Part, type Scene, vehicleEvidence } from "./reply_scene.ts";
import { pendingMessages } from "./thread_memory.ts";
import type { Resolution } from "./vehicle_resolution.ts";

const OF_CERTIFIED = /\bcertifi(?:ed|cad[oa]s?)\b/i;

/**
 * Answers "what is the warranty on it": what the listing says, else the store's approved word. A word
 * on certified cars alone is given only for a car that is certified, or when none is meant.
 */
export async function warrantyPart(scene: Scene, resolution: Resolution): Promise<Part> {
  const [one] = resolution.vehicles;
  const single = resolution.vehicles.length === 1 && one?.status === "available" ? one : null;
  if (single && detailWords(single, "warranty", "en") !== null) {
    return oneDetails(scene, single, ["warranty"]);
  }
  const asked = pendingMessages(scene.context).map((message) => message.content).join(" ");
  const general = await generalPart(scene, asked);
  const said = general.sentences.join(" ");
  if (single === null || general.evidence.length === 0 || !OF_CERTIFIED.test(said)) return general;
  if (!single.certified && !/\bother\b|\botros\b/i.test(said)) {
    return oneDetails(scene, single, ["certified", "warranty"]);
  }
  const own = oneDetails(scene, single, ["certified"]);
  return {
    ...general,
    sentences: [...own.sentences, ...general.sentences],
    evidence: [...general.evidence, ...own.evidence, vehicleEvidence(single, ["certified"])],
    vehicle_ids: own.vehicle_ids,
  };
}
