import { adfInboundDeps } from "../_shared/platform/adf_deps.ts";
import { adfInbound } from "./app.ts";

Deno.serve(adfInbound(adfInboundDeps()).fetch);
