import * as v from 'valibot';

/** How a device shows the app; what is missing is as the system says, or the usual. `client/public/appearance.js` applies it. */
const APPEARANCE = v.object({
  theme: v.optional(v.fallback(v.optional(v.picklist(['light', 'dark', 'contrast'])), undefined)),
  text: v.optional(v.fallback(v.optional(v.picklist(['small', 'large', 'largest'])), undefined)),
  accent: v.optional(v.fallback(v.optional(v.picklist(['blue', 'violet', 'rose'])), undefined)),
  wallpaper: v.optional(v.fallback(v.optional(v.picklist(['none'])), undefined)),
});
export type Appearance = v.InferOutput<typeof APPEARANCE>;

const KEY = 'skerry-appearance';

/** Never throws: what cannot be read counts as not chosen. */
export const readAppearance = (): Appearance => {
  try {
    const parsed = v.safeParse(APPEARANCE, JSON.parse(localStorage.getItem(KEY) ?? '{}'));
    return parsed.success ? parsed.output : {};
  } catch {
    return {};
  }
};

export const keepAppearance = (appearance: Appearance): void => {
  localStorage.setItem(KEY, JSON.stringify(appearance));
  dispatchEvent(new Event(KEY));
};
