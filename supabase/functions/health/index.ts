import { healthDeps } from "../_shared/platform/deps.ts";
import { health } from "./app.ts";

Deno.serve(health(healthDeps()).fetch);
