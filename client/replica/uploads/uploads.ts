import { blobsIn } from '../../../shared/envelope/body.ts';
import type { ConversationId } from '../../../shared/ids/conversation.ts';
import type { MessageId } from '../../../shared/ids/ulid.ts';
import type { UploadView } from '../../channel/projections.ts';
import type { ReplicaDocument } from '../documents/replica-document.ts';
import type { Change } from '../local-state.ts';
import { readPending } from '../pending/pending-messages.ts';
import type { Files } from '../ports.ts';
import type { UploadKeeper, UploadKeeperDeps } from './upload-keeper.ts';

export interface UploadEvent {
  readonly type: 'uploads-changed';
  /** A person caused it on this device. */
  readonly now: boolean;
}

/** Files on their way to the server. Their code loads when there are some. */
export interface Uploads {
  readonly views: () => readonly UploadView[];
  /** Messages may have begun or ceased to wait for files. */
  readonly run: () => void;
  /** What failed is tried at once. */
  readonly wake: () => void;
  readonly recordsChanged: (changes: readonly Change[]) => void;
  /** A message is in its chapter: its files stay here until it has a stamp. */
  readonly published: (id: ConversationId, messageId: MessageId, blobs: readonly string[]) => void;
  /** These messages have changed, and may have a stamp; undefined: any of them. */
  readonly documentChanged: (live: ReplicaDocument, messages: ReadonlySet<MessageId> | undefined) => void;
  /** The code that carries out uploads. Rejects when it cannot be loaded. */
  readonly keeper: () => Promise<UploadKeeper>;
  readonly stop: () => void;
}

export interface UploadsDeps extends Omit<UploadKeeperDeps, 'files' | 'changed'> {
  readonly loadFiles: () => Promise<Files>;
  readonly emit: (event: UploadEvent) => void;
}

/** The start needs the disk first. ms */
const TIDY_AFTER = 60_000;
/** A video that is watched fills the device in minutes. ms */
const TIDY_EVERY = 600_000;

export const createUploads = ({ loadFiles, emit, ...deps }: UploadsDeps): Uploads => {
  const { localState } = deps;
  const { pending, blob } = localState.tables;
  let loading: Promise<UploadKeeper> | undefined;
  let loaded: UploadKeeper | undefined;
  let isStopped = false;
  let cancelTidy = (): void => {};

  const load = async (): Promise<UploadKeeper> => {
    const [late, files] = await Promise.all([import('./upload-keeper.ts'), loadFiles()]);
    if (isStopped) throw new Error('The replica has stopped.');
    loaded = late.createUploadKeeper({ ...deps, files, changed: (now) => emit({ type: 'uploads-changed', now }) });
    return loaded;
  };
  const keeper = (): Promise<UploadKeeper> => {
    loading ??= load();
    loading.catch(() => {
      loading = undefined;
    });
    return loading;
  };
  const isNeeded = (): boolean =>
    blob.size > 0 || [...pending].some(([key, record]) => blobsIn(readPending(key, record)?.body).length > 0);
  /** Without a network its code may not load: the next connection asks again. */
  const run = (): void => {
    if (loaded !== undefined) loaded.run();
    else if (!isStopped && isNeeded())
      void keeper().then(
        (late) => late.run(),
        () => {},
      );
  };

  const tidySoon = (ms: number): void => {
    cancelTidy = deps.clock.setTimer(ms, () => {
      void keeper()
        .then((late) => late.tidy())
        .catch(() => {})
        .then(() => isStopped || tidySoon(TIDY_EVERY));
    });
  };
  tidySoon(TIDY_AFTER);

  return {
    run,
    keeper,
    views: () => loaded?.views() ?? [],
    wake: () => {
      if (loaded === undefined) run();
      else loaded.wake();
    },
    recordsChanged: (changes) => {
      if (changes.some(({ kind }) => kind === 'pending')) run();
    },
    published: (id, messageId, blobs) => {
      if (blobs.length === 0) return;
      void localState.commit(
        blobs.map((key) => ({ kind: 'blob', key, value: { state: 'sent', conversationId: id, messageId } })),
      );
    },
    documentChanged: (live, messages) => {
      const { index } = live;
      if (blob.size === 0 || index === undefined) return;
      const looked = messages === undefined ? index.messages() : [...messages].flatMap((id) => index.get(id) ?? []);
      const stamped = looked.flatMap(({ stamp, body }) => (stamp === undefined ? [] : blobsIn(body)));
      const safe = stamped.filter((one) => blob.get(one)?.state === 'sent');
      if (safe.length > 0)
        void keeper()
          .then(({ uses }) => uses.markSafe(safe))
          .catch(() => {});
    },
    stop: () => {
      isStopped = true;
      cancelTidy();
      loaded?.stop();
    },
  };
};
