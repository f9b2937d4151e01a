import { setMarkedBlockView } from './marked-blocks.ts';

let loading: Promise<void> | undefined;

/** Loads the view of code, quotes and lists. Rejects when it cannot be loaded; the next call tries again. */
export const loadMarkedBlocks = (): Promise<void> => {
  loading ??= import('./marked/marked-block.tsx').then(
    ({ MarkedBlockView }) => setMarkedBlockView(MarkedBlockView),
    (error: unknown) => {
      loading = undefined;
      throw error;
    },
  );
  return loading;
};
