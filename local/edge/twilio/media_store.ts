/** Pictures that shoppers sent, kept as files. */
export interface MediaStore {
  /** Keeps a picture and answers its id (ME…); null for what is no picture. */
  save(bytes: Uint8Array, contentType: string): Promise<string | null>;
  read(id: string): Promise<{ bytes: Uint8Array<ArrayBuffer>; contentType: string } | null>;
}

const EXTENSIONS: Readonly<Record<string, string>> = {
  "image/jpeg": "jpg",
  "image/png": "png",
  "image/gif": "gif",
  "image/webp": "webp",
};

/** Opens the folder of pictures. */
export function openMediaStore(folder: string): MediaStore {
  return {
    async save(bytes, contentType) {
      const extension = EXTENSIONS[contentType];
      if (extension === undefined) return null;
      const id = `ME${crypto.randomUUID().replaceAll("-", "")}`;
      await Deno.mkdir(folder, { recursive: true });
      await Deno.writeFile(`${folder}/${id}.${extension}`, bytes);
      return id;
    },
    async read(id) {
      if (!/^ME[0-9a-f]{32}$/.test(id)) return null;
      for (const [contentType, extension] of Object.entries(EXTENSIONS)) {
        // Four kinds at most, and the first hit ends the search.
        const bytes = await Deno.readFile(`${folder}/${id}.${extension}`).catch(() => null);
        if (bytes !== null) return { bytes, contentType };
      }
      return null;
    },
  };
}

/** The kind of a picture by the end of its address; Twilio would have looked at the bytes. */
export function contentTypeOf(url: string): string {
  const extension = /\.([a-z]+)(?:\?|$)/i.exec(url)?.[1]?.toLowerCase();
  const known = Object.entries(EXTENSIONS).find(([, name]) => name === extension);
  return known?.[0] ?? "image/jpeg";
}
