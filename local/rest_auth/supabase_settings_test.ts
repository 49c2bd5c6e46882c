import assert from "node:assert/strict";
import { supabaseSettings } from "./supabase_settings.ts";

Deno.test("supabaseSettings: sign-up is closed unless the file opens it", () => {
  assert.equal(supabaseSettings("").auth.isSignupEnabled, false);
  assert.equal(supabaseSettings("[auth]\nenable_signup = false").auth.isSignupEnabled, false);
  assert.equal(supabaseSettings("[auth]\nenable_signup = true").auth.isSignupEnabled, true);
});

Deno.test("supabaseSettings: reads what REST and Auth follow, and ignores the rest", () => {
  const { api, auth, storage } = supabaseSettings(`
    [api]
    schemas = ["public", "graphql_public", "partner_v1"]
    max_rows = 500
    [auth]
    jwt_expiry = 600
    [auth.sessions]
    inactivity_timeout = "8h"
    [auth.email]
    otp_length = 8
    [storage]
    enabled = false
    file_size_limit = "2MiB"
  `);
  assert.deepEqual([api.schemas, api.maxRows], [["public", "partner_v1"], 500]);
  assert.deepEqual([auth.jwtExpirySeconds, auth.otpLength], [600, 8]);
  assert.deepEqual([auth.sessionInactivityTimeout, auth.sessionTimebox], ["8h", null]);
  assert.equal(storage.fileSizeLimitBytes, 2 * 1024 * 1024);
});
