import { emailInboundDeps } from "../_shared/platform/mail_deps.ts";
import { emailInbound } from "./app.ts";

Deno.serve(emailInbound(emailInboundDeps()).fetch);
