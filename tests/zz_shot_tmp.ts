import { chromium as pw } from "playwright-core";
import { brotliDecompressSync } from "node:zlib";
import { createRequire } from "node:module";
const req = createRequire(import.meta.url);
const bin = "/tmp/edge/chromium";
const dir = req.resolve("@sparticuz/chromium").replace(/\/(build|dist)\/.*$/, "") + "/bin";
async function exists(p: string) {
  return await Deno.stat(p).then(() => true, () => false);
}
if (!await exists(bin + "/chromium")) {
  await Deno.mkdir(bin, { recursive: true });
  for await (const f of Deno.readDir(dir)) {
    const data = brotliDecompressSync(await Deno.readFile(`${dir}/${f.name}`));
    if (f.name.endsWith(".tar.br")) {
      const t = `${bin}/${f.name.replace(".br", "")}`;
      await Deno.writeFile(t, data);
      const sub = `${bin}/${f.name.replace(".tar.br", "")}`;
      await Deno.mkdir(sub, { recursive: true });
      await new Deno.Command("tar", { args: ["xf", t, "-C", sub] }).output();
    } else await Deno.writeFile(`${bin}/chromium`, data, { mode: 0o755 });
  }
}
const lib = [];
for await (const e of Deno.readDir(bin)) {
  if (e.isDirectory) {
    lib.push(`${bin}/${e.name}`);
    lib.push(`${bin}/${e.name}/lib`);
  }
}
const browser = await pw.launch({
  executablePath: `${bin}/chromium`,
  headless: true,
  args: ["--no-sandbox", "--headless=new", "--force-color-profile=srgb"],
  env: {
    LD_LIBRARY_PATH: lib.join(":"),
    FONTCONFIG_FILE: "/tmp/edge/chromium/fonts/fonts.conf",
    HOME: "/tmp/edge",
    PATH: "/usr/bin:/bin",
  },
});
const run = (await import(Deno.args[0])).default;
try {
  await run(browser);
} finally {
  await browser.close();
}
