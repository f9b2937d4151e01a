import { chapterDocument, type DocumentName } from '../../../shared/document/name.ts';
import type { ConversationId } from '../../../shared/ids/conversation.ts';
import type { ExportProgress } from '../../channel/projections.ts';
import type { AccountKeeper } from '../account/account-keeper.ts';
import type { Directory } from '../directory.ts';
import type { Fetching } from '../documents/fetching.ts';
import type { Pool } from '../documents/pool.ts';
import type { LocalState } from '../local-state.ts';
import type { Clock, Pictures } from '../ports.ts';
import { isPastDue } from '../projections/timeline-render-context.ts';
import { exportedAccount } from './exported-account.ts';
import { exportedMessage } from './exported-message.ts';
import { createZip } from './zip-writer.ts';

export interface OwnDataDeps {
  readonly clock: Clock;
  readonly localState: LocalState;
  readonly directory: Directory;
  readonly pool: Pool;
  readonly account: AccountKeeper;
  readonly fetching: Fetching;
  readonly pictures: Pictures | undefined;
  readonly me: number;
  readonly isReachable: (id: ConversationId) => boolean;
  readonly emit: (event: { readonly type: 'export-progressed' }) => void;
}

export interface OwnDataFile {
  readonly zip: Uint8Array<ArrayBuffer>;
  /** Nothing is missing. */
  readonly complete: boolean;
}

/** How long one waits for a chapter that is not here. ms */
const FETCH_WITHIN = 15_000;

/** A file name that every system takes, with a number before it so that none comes twice. */
const fileName = (title: string, index: number): string =>
  `conversations/${String(index + 1).padStart(4, '0')} ${title.replaceAll(/[^\p{L}\p{N} ._-]+/gu, '_').slice(0, 60)}.json`;

/**
 * Everything one may read, as one ZIP file. What is not here is fetched; what cannot be is named. Loaded when somebody
 * wants it. Undefined when it was stopped.
 */
export const writeOwnData = async (
  deps: OwnDataDeps,
  become: (progress: ExportProgress) => void,
  isCancelled: () => boolean,
): Promise<OwnDataFile | undefined> => {
  const { clock, localState, directory, pool, account } = deps;
  const nameOf = (number: number): string => directory.person(number).name;
  const pause = (): Promise<void> => new Promise((resolve) => clock.setTimer(0, resolve));

  /** True when all that the server has of it is here. */
  const bring = async (id: ConversationId, name: DocumentName): Promise<boolean> => {
    const isBehind = (): boolean =>
      directory.versionOf(name) > (localState.tables.document.get(name)?.synced ?? 0) &&
      pool.peek(name)?.attachment?.settled() !== true;
    if (isBehind() && deps.isReachable(id)) await deps.fetching.fetch(name, FETCH_WITHIN);
    return !isBehind();
  };
  const chapter = async (id: ConversationId, number: number) => {
    const name = chapterDocument(id, number);
    const whole = await bring(id, name);
    // One that is neither here nor was fetched is never opened: that would make it.
    if (!localState.tables.document.has(name) && pool.peek(name) === undefined) return { messages: [], whole };
    const live = await pool.use(name).catch(() => undefined);
    if (live === undefined) return { messages: [], whole: false };
    const messages = (live.index?.messages() ?? [])
      .filter((message) => !isPastDue(message, clock.now()) && !account.state.isHidden(id, message.id))
      .map((message) => exportedMessage(message, nameOf, deps.me));
    pool.release(live);
    return { messages, whole };
  };
  const conversation = async (id: ConversationId) => {
    const known = directory.get(id);
    const messages = [];
    const missing: number[] = [];
    for (const number of directory.chapters(id)) {
      if (isCancelled()) break;
      const part = await chapter(id, number);
      if (!part.whole) missing.push(number);
      messages.push(...part.messages);
      await pause();
    }
    return {
      id,
      kind: known?.kind ?? 'group',
      title: known?.title ?? '',
      picture: known?.kind === 'group' ? known.picture : undefined,
      role: known?.role,
      members: known?.members.map(({ person, role }) => ({ name: person.name, number: person.number, role })) ?? [],
      complete: missing.length === 0,
      missingChapters: missing,
      messages,
    };
  };

  const zip = createZip();
  const ids = directory.ids();
  const missing: string[] = [];
  become({ state: 'running', done: 0, total: ids.length });
  const kept = new Set<string>();
  let picturesMissing = 0;
  /** The file it is kept in; undefined when it is neither here nor to be had. */
  const picture = async (hash: string | undefined): Promise<string | undefined> => {
    if (hash === undefined) return undefined;
    const found = await deps.pictures?.load(hash);
    if (found === undefined) picturesMissing++;
    else if (!kept.has(found.name)) zip.bytes(`files/${found.name}`, found.bytes);
    if (found !== undefined) kept.add(found.name);
    return found && `files/${found.name}`;
  };
  const live = await account.open();
  const { userId, name, email } = localState.session();
  const myself = directory.person(deps.me);
  const own = { ...myself, userId, number: deps.me, name, email };
  zip.json('profile.json', { ...own, picture: await picture(myself.picture) });
  zip.json('settings.json', live === undefined ? {} : exportedAccount(live.doc, deps.me));
  zip.json('not-sent.json', [...localState.tables.notSent.values()]);
  for (const [index, id] of ids.entries()) {
    const found = await conversation(id);
    if (isCancelled()) return undefined;
    if (!found.complete) missing.push(found.title || found.kind);
    const shown = { ...found, picture: await picture(found.picture) };
    zip.json(fileName(found.title || found.kind, index), shown);
    become({ state: 'running', done: index + 1, total: ids.length });
  }
  const complete = missing.length === 0 && picturesMissing === 0;
  const madeAt = new Date(clock.now()).toISOString();
  zip.json('about.json', { madeAt, complete, incomplete: missing, picturesMissing });
  return { zip: await zip.end(), complete };
};
