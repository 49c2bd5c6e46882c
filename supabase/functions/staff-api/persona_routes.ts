import type { Context, Hono } from "hono";
import {
  evaluatePersona,
  type EvaluatePersonaDeps,
} from "../_shared/actions/conversations/evaluate_persona.ts";
import {
  previewPersona,
  type PreviewPersonaDeps,
} from "../_shared/actions/conversations/preview_persona.ts";
import { PreviewRequest } from "../_shared/contract/persona_preview.ts";
import { type DoorEnv, refuseMethod, type Staff } from "../_shared/http/create_app.ts";
import { withKnownRefusals } from "../_shared/http/known_refusal.ts";
import { parseFields } from "../_shared/http/parse_fields.ts";
import { Problem } from "../_shared/platform/problem.ts";

/** What the routes about personas need. */
export interface PersonaRoutesDeps {
  /** The database reads as the person who asks; what is ours only writes what came of it. */
  personaDeps(staff: Staff): PreviewPersonaDeps & EvaluatePersonaDeps;
}

/** Adds `POST /personas/:id/preview` and `POST /personas/:id/evaluate`. */
export function addPersonaRoutes(app: Hono<DoorEnv>, { personaDeps }: PersonaRoutesDeps): void {
  app.post("/personas/:id/preview", async (context) => {
    const request = parseFields(PreviewRequest, await context.req.json().catch(() => null));
    const deps = personaDeps(context.get("staff"));
    const { signal } = context.req.raw;
    return context.json(
      await withKnownRefusals(previewPersona(personaIdOf(context), request, signal, deps)),
    );
  });
  app.post("/personas/:id/evaluate", async (context) => {
    const staff = context.get("staff");
    const ids = { persona: personaIdOf(context), staff: staff.id };
    const { signal } = context.req.raw;
    return context.json(
      await withKnownRefusals(evaluatePersona(ids, signal, personaDeps(staff))),
    );
  });
  app.all("/personas/:id/:act{preview|evaluate}", refuseMethod("POST"));
}

function personaIdOf(context: Context<DoorEnv>): string {
  const id = context.req.param("id") ?? "";
  if (!/^[0-9a-f-]{36}$/i.test(id)) throw new Problem("persona_not_found");
  return id;
}
