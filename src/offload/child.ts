/** The process that reads one file, or writes one. Modules are loaded as they are needed: it lives for one job. */
import { type Jobs, serve } from "./serve.ts";

const jobs: Jobs = {
  async read(source, options) {
    const mayBePackage = options.format === undefined || options.format === "anki-package";
    if (mayBePackage && isArchive(source)) {
      const { readAnkiPackage } = await import("../decks/formats/anki-package.ts");
      return await readAnkiPackage(source, options);
    }
    const { readText } = await import("../decks/formats/read.ts");
    return readText(source, options);
  },

  async write({ format, deck, images, extra, now }) {
    switch (format) {
      case "anki-package": {
        const { writeAnkiPackage } = await import("../decks/formats/anki-package-write.ts");
        return await writeAnkiPackage(deck, images, { now, ...(extra && { own: extra }) });
      }
      case "json": {
        const { toJson } = await import("../decks/formats/json.ts");
        return Buffer.from(toJson(deck, images, extra));
      }
      case "csv": {
        const { toCsv } = await import("../decks/formats/write.ts");
        return Buffer.from(toCsv(deck, extra));
      }
      case "anki-text": {
        const { toAnkiText } = await import("../decks/formats/write.ts");
        return Buffer.from(toAnkiText(deck));
      }
    }
  },
};

/** Whether bytes begin as a zip archive does, or are an empty one (APPNOTE.TXT 6.3.10, 4.3.7 and 4.3.16). */
function isArchive(source: Uint8Array): boolean {
  const [p, k, ...rest] = source.subarray(0, 4);
  return p === 0x50 && k === 0x4b && ["3,4", "5,6"].includes(rest.join());
}

await serve(jobs);
