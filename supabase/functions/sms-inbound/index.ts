import { smsDeps } from "../_shared/platform/deps.ts";
import { smsInbound } from "./app.ts";

Deno.serve(smsInbound(smsDeps("sms-inbound")).fetch);
