declare const brand: unique symbol;
/** A primitive that only its own `parse…` or `make…` function can produce. */
export type Brand<T, Name extends string> = T & { readonly [brand]: Name };
