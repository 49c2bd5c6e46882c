import assert from "node:assert/strict";
import type { Session, SupabaseClient } from "@supabase/supabase-js";
import { startTestStack, type TestStack } from "./test_stack.ts";

/** The seeded user's id. */
export const OAK_SALES = "5a1e5000-0000-4000-8000-000000000001";

/** As a seed does it: the columns that hosted Auth needs, and no more. */
const SEED = `
  insert into auth.users (
    id, instance_id, aud, role, email, encrypted_password, email_confirmed_at,
    raw_app_meta_data, raw_user_meta_data, created_at, updated_at,
    confirmation_token, recovery_token, email_change, email_change_token_new)
  values (
    '${OAK_SALES}', '00000000-0000-0000-0000-000000000000', 'authenticated', 'authenticated',
    'sales@oak.example', extensions.crypt('rylie-demo', extensions.gen_salt('bf')), now(),
    '{"provider": "email", "providers": ["email"]}', '{"full_name": "Sam"}', now(), now(),
    '', '', '', '');
  insert into auth.identities (provider, provider_id, user_id, identity_data)
  values ('email', '${OAK_SALES}', '${OAK_SALES}',
    '{"sub": "${OAK_SALES}", "email": "sales@oak.example"}');
`;

/** The seeded user's credentials. */
export const DEMO = { email: "sales@oak.example", password: "rylie-demo" };

/** Runs a test on a stack of its own, with one seeded user. */
export async function withAuthStack(
  test: (stack: TestStack) => Promise<void>,
  options: { configToml?: string } = {},
): Promise<void> {
  const stack = await startTestStack({ setup: SEED, ...options });
  try {
    await test(stack);
  } finally {
    await stack.stop();
  }
}

/** Signs in by password, as a client of its own. */
export async function signIn(
  stack: TestStack,
  credentials = DEMO,
): Promise<{ client: SupabaseClient; session: Session }> {
  const client = stack.client();
  const { data, error } = await client.auth.signInWithPassword(credentials);
  assert.equal(error, null);
  assert.ok(data.session);
  return { client, session: data.session };
}
