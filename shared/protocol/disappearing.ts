/** How long messages stay, in seconds; 0: for ever. */
export const DISAPPEARING = [0, 86_400, 604_800, 2_592_000] as const;
export type Disappearing = (typeof DISAPPEARING)[number];
export const isDisappearing = (value: unknown): value is Disappearing => DISAPPEARING.some((one) => one === value);
