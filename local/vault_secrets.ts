import postgres from "postgres";
import { apiUrl, databaseUrl, type StackConfig } from "./config.ts";

/**
 * Puts into Vault what the database needs to wake the job runner, as an operator does once on a
 * hosted project: `functions_url` and `service_key`. Ports and keys may have changed since the last start.
 */
export async function writeVaultSecrets(config: StackConfig): Promise<void> {
  const sql = postgres(databaseUrl(config), { max: 1, onnotice: () => {} });
  try {
    await sql`
      with wanted (name, secret) as (values
        ('functions_url', ${`${
      apiUrl(config)
    }/functions/v1`}), ('service_key', ${config.keys.secret}))
      select case when s.id is null then vault.create_secret(w.secret, w.name)::text
        else vault.update_secret(s.id, w.secret)::text end
      from wanted as w left join vault.secrets as s on s.name = w.name`;
  } finally {
    await sql.end();
  }
}
