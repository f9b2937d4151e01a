import { type Accessor, createSignal } from 'solid-js';
import type { ConversationId } from '../../../../shared/ids/conversation.ts';
import type { App } from '../../app-context.ts';
import { openSink } from './byte-sink.ts';
import type { ExportFormat, ExportProblem } from './export-writer.ts';
import { browserFiles } from './file-source.ts';
import { type ExportProgress, isZip, runExport } from './run-export.ts';
import { safeName } from './safe-name.ts';

export type ExportState =
  | { readonly kind: 'running'; readonly progress: ExportProgress }
  | { readonly kind: 'done'; readonly problems: readonly ExportProblem[] }
  | { readonly kind: 'failed' };

/** One export of a tab; it goes on while the person looks at something else. */
export interface ExportModel {
  /** With what it is of: a conversation, or all (undefined). */
  readonly state: Accessor<(ExportState & { readonly of: ConversationId | undefined }) | undefined>;
  /** To be called in a click, since the browser may ask where the file goes. */
  readonly start: (order: {
    readonly format: ExportFormat;
    readonly withFiles: boolean;
    readonly only: { readonly id: ConversationId; readonly title: string } | undefined;
  }) => Promise<void>;
  readonly cancel: () => void;
}

const NOTHING: ExportProgress = { messages: 0, bytes: 0, done: 0, total: 0 };
const TYPES = { html: 'text/html', json: 'application/json', md: 'text/markdown' } as const;

/** Lets the page draw. Timers would take a second each while the tab is hidden. */
const pause = (): Promise<void> =>
  new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });

const models = new WeakMap<App['channel'], { readonly userId: string; readonly model: ExportModel }>();

const create = ({ channel, me }: App): ExportModel => {
  const [state, setState] = createSignal<ReturnType<ExportModel['state']>>();
  let running: AbortController | undefined;
  return {
    state,
    start: async ({ format, withFiles, only }) => {
      if (running !== undefined) return;
      const mine = new AbortController();
      running = mine;
      const of = only?.id;
      const madeAt = Date.now();
      const day = new Date(madeAt).toISOString().slice(0, 10);
      const files = withFiles ? browserFiles(me().userId) : undefined;
      const zip = isZip({ only: of, files });
      const stem = only === undefined ? 'skerry' : safeName(only.title, 'skerry');
      try {
        const name = `${stem}-${day}.${zip ? 'zip' : format}`;
        const sink = await openSink(name, zip ? 'application/zip' : TYPES[format], withFiles);
        if (sink === undefined) return setState(undefined);
        setState({ kind: 'running', of, progress: NOTHING });
        const deps = {
          call: channel.call,
          sink,
          onProgress: (progress: ExportProgress) => void setState({ kind: 'running', of, progress }),
          pause,
        };
        try {
          const problems = await runExport({ format, only: of, files, madeAt }, deps, mine.signal);
          mine.signal.throwIfAborted();
          await sink.close();
          setState({ kind: 'done', of, problems });
        } catch (error) {
          await sink.abort();
          throw error;
        }
      } catch {
        setState(mine.signal.aborted ? undefined : { kind: 'failed', of });
      } finally {
        running = undefined;
      }
    },
    cancel: () => running?.abort(),
  };
};

/** The one of this tab, as long as the same person is signed in. */
export const exportModel = (app: App): ExportModel => {
  const { userId } = app.me();
  const known = models.get(app.channel);
  if (known?.userId === userId) return known.model;
  known?.model.cancel();
  const model = create(app);
  models.set(app.channel, { userId, model });
  return model;
};
