import { createSignal, onCleanup } from 'solid-js';

/** A value that holds for a while after it was last said. */
export const createPulse = <Value>(
  ms: number,
): readonly [get: () => Value | undefined, say: (value: Value) => void] => {
  const [value, setValue] = createSignal<Value>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  onCleanup(() => clearTimeout(timer));
  return [
    value,
    (next) => {
      setValue(() => next);
      clearTimeout(timer);
      timer = setTimeout(() => setValue(undefined), ms);
    },
  ];
};
