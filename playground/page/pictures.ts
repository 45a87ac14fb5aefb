import type { APIAttachment, APIMediaGalleryComponent, APIUnfurledMediaItem } from "discord-api-types/v10";

/** A picture of a message. */
export interface Picture {
  readonly url: string;
  /** The alternative text; empty where the bot gave none. */
  readonly alt: string;
  readonly spoiler: boolean;
  /** Pixels, where they are known: room is kept for them while the picture loads. */
  readonly width?: number;
  readonly height?: number;
}

/** The pictures of a gallery component. */
export function galleryPictures(component: APIMediaGalleryComponent): readonly Picture[] {
  return component.items.map(({ media, description, spoiler }) =>
    pictureOf(media, description, spoiler ?? false),
  );
}

/** A component's media as a picture. */
export function pictureOf(
  media: APIUnfurledMediaItem,
  description: string | null | undefined,
  spoiler: boolean,
): Picture {
  return { url: media.url, alt: description ?? "", spoiler, ...sizeOf(media.width, media.height) };
}

/** An attached image as a picture; a name that begins with SPOILER_ covers it, as in Discord. */
export function attachedPicture({ url, filename, description, width, height }: APIAttachment): Picture {
  return {
    url,
    alt: description ?? "",
    spoiler: filename.startsWith("SPOILER_"),
    ...sizeOf(width, height),
  };
}

function sizeOf(
  width: number | null | undefined,
  height: number | null | undefined,
): { readonly width?: number; readonly height?: number } {
  return width && height ? { width, height } : {};
}
