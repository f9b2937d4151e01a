import type { ConversationId } from '../../../../shared/ids/conversation.ts';
import type { Commands } from '../../../channel/commands.ts';
import type { ExportedConversation, ExportedEvent, ExportedMessage } from '../../../channel/exported.ts';
import type { Channel } from '../../../channel/protocol.ts';
import { loadMarkdown } from '../../message-content/text/parse-message.ts';
import type { ByteSink } from './byte-sink.ts';
import { ExportFiles } from './export-files.ts';
import type { ExportedFile, ExportFormat, ExportHead, ExportProblem, ExportWriter } from './export-writer.ts';
import type { FileSource } from './file-source.ts';
import { safeName } from './safe-name.ts';
import { createHtmlWriter } from './write-html.ts';
import { createJsonWriter, plainJson } from './write-json.ts';
import { createMarkdownWriter } from './write-markdown.ts';
import { createZipStream, type ZipStream } from './zip-stream.ts';

export interface ExportProgress {
  readonly messages: number;
  readonly bytes: number;
  /** Chapters. */
  readonly done: number;
  readonly total: number;
}

export interface ExportOrder {
  readonly format: ExportFormat;
  /** undefined: all of the account. */
  readonly only: ConversationId | undefined;
  /** undefined: without files. */
  readonly files: FileSource | undefined;
  /** ms since 1970. */
  readonly madeAt: number;
}

export interface ExportDeps {
  readonly call: Channel['call'];
  readonly sink: Pick<ByteSink, 'write'>;
  readonly onProgress: (progress: ExportProgress) => void;
  /** Lets the page draw and answer. */
  readonly pause: () => Promise<void>;
}

/** A ZIP file, or the file of one conversation alone. */
export const isZip = ({ only, files }: Pick<ExportOrder, 'only' | 'files'>): boolean =>
  only === undefined || files !== undefined;

/** Messages that are written without a pause. */
const AT_ONCE = 50;
const encoder = new TextEncoder();

class ExportRun {
  readonly #order: ExportOrder;
  readonly #deps: ExportDeps;
  readonly #signal: AbortSignal;
  readonly #zip: ZipStream | undefined;
  readonly #problems: ExportProblem[] = [];
  readonly #pictures = new Map<string, string | undefined>();
  #progress: ExportProgress = { messages: 0, bytes: 0, done: 0, total: 0 };

  constructor(order: ExportOrder, deps: ExportDeps, signal: AbortSignal) {
    this.#order = order;
    this.#deps = deps;
    this.#signal = signal;
    const sink = { write: (bytes: Uint8Array<ArrayBuffer>) => this.#write(bytes) };
    this.#zip = isZip(order) ? createZipStream(sink, order.madeAt) : undefined;
  }

  async run(): Promise<readonly ExportProblem[]> {
    const { only, format } = this.#order;
    // Without its parser texts stand as they were typed.
    if (format === 'html') await loadMarkdown().catch(() => undefined);
    const listed = await this.#call('exportConversations', only === undefined ? {} : { only });
    const { conversations } = listed;
    const total = conversations.reduce((sum, { chapters }) => sum + chapters.length, 0);
    this.#advance({ total });
    if (only === undefined) await this.#account();
    for (const [index, conversation] of conversations.entries()) await this.#conversation(conversation, index);
    if (this.#zip !== undefined) {
      const incomplete = [...new Set(this.#problems.map(({ conversation }) => conversation))];
      const { madeAt } = this.#order;
      await this.#json('about.json', {
        madeAt: new Date(madeAt).toISOString(),
        complete: this.#problems.length === 0,
        incomplete,
        problems: this.#problems,
      });
      await this.#zip.end();
    }
    return this.#problems;
  }

  async #write(bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    this.#signal.throwIfAborted();
    await this.#deps.sink.write(bytes);
    this.#advance({ bytes: this.#progress.bytes + bytes.byteLength });
  }

  #advance(change: Partial<ExportProgress>): void {
    this.#progress = { ...this.#progress, ...change };
    this.#deps.onProgress(this.#progress);
  }

  /** A command that fails ends the export; a cancelled one is not waited for. */
  async #call<C extends 'exportAccount' | 'exportConversations' | 'exportChapter' | 'exportPicture'>(
    name: C,
    input: Commands[C]['in'],
  ): Promise<Commands[C]['out']> {
    this.#signal.throwIfAborted();
    const { promise, reject } = Promise.withResolvers<never>();
    const end = (): void => reject(this.#signal.reason);
    this.#signal.addEventListener('abort', end);
    try {
      const result = await Promise.race([this.#deps.call<C>(name, input), promise]);
      if (!result.ok) throw new Error(result.error);
      return result.value;
    } finally {
      this.#signal.removeEventListener('abort', end);
    }
  }

  async #json(name: string, value: unknown): Promise<void> {
    const entry = this.#zip?.open(name, false);
    await entry?.write(encoder.encode(plainJson(value, 2)));
    await entry?.close();
  }

  async #account(): Promise<void> {
    const { account } = await this.#call('exportAccount', {});
    const picture = await this.#picture(account.profile.picture, '');
    await this.#json('profile.json', { ...account.profile, picture });
    await this.#json('settings.json', account.settings);
    await this.#json('not-sent.json', account.notSent);
  }

  /** The file it is kept in. */
  async #picture(hash: string | undefined, conversation: string): Promise<string | undefined> {
    if (hash === undefined || this.#zip === undefined) return undefined;
    if (this.#pictures.has(hash)) return this.#pictures.get(hash);
    const { picture } = await this.#call('exportPicture', { hash });
    const path = picture === null ? undefined : `files/${picture.name}`;
    this.#pictures.set(hash, path);
    if (picture === null || path === undefined) {
      this.#problems.push({ conversation, what: 'picture', name: hash });
      return undefined;
    }
    const entry = this.#zip.open(path, true);
    await entry.write(new Uint8Array(picture.bytes));
    await entry.close();
    return path;
  }

  async #writer(head: ExportHead): Promise<ExportWriter> {
    switch (this.#order.format) {
      case 'json':
        return createJsonWriter(head);
      case 'md':
        return createMarkdownWriter(head);
      case 'html':
        return createHtmlWriter(head, this.#order.files !== undefined);
    }
  }

  async #conversation(conversation: ExportedConversation, index: number): Promise<void> {
    const { format, only, madeAt, files: source } = this.#order;
    const title = conversation.title || conversation.kind;
    const pictureFile = await this.#picture(conversation.picture, title);
    const writer = await this.#writer({ ...conversation, title, madeAt, pictureFile });
    const number = String(index + 1).padStart(4, '0');
    const name = `${safeName(title, conversation.kind)}.${format}`;
    const isAll = only === undefined;
    const files =
      this.#zip === undefined || source === undefined
        ? undefined
        : new ExportFiles(this.#zip, source, `files/${number}`, isAll ? '../' : '');
    const entry = this.#zip?.open(isAll ? `conversations/${number} ${name}` : name, false);
    const put = async (text: string): Promise<void> => {
      const bytes = encoder.encode(text);
      if (bytes.byteLength > 0) await (entry === undefined ? this.#write(bytes) : entry.write(bytes));
    };
    const problems: ExportProblem[] = [];
    const problem = (what: ExportProblem['what'], one: string): void =>
      void problems.push({ conversation: title, what, name: one });
    await put(writer.begin());
    for (const chapter of conversation.chapters) {
      const read = await this.#call('exportChapter', { conversationId: conversation.id, chapter });
      const { entries, unread, whole } = read.chapter;
      if (!whole) problem('chapter', String(chapter));
      for (const id of unread) problem('message', id);
      for (let at = 0; at < entries.length; at += AT_ONCE) {
        const some = entries.slice(at, at + AT_ONCE);
        let text = '';
        for (const one of some) text += await this.#entry(writer, one, files, problem);
        await put(text);
        this.#advance({ messages: this.#progress.messages + some.filter((one) => !('event' in one)).length });
        await this.#deps.pause();
      }
      this.#advance({ done: this.#progress.done + 1 });
    }
    await put(writer.end(problems));
    await entry?.close();
    await files?.write(this.#signal, problem);
    this.#problems.push(...problems);
  }

  async #entry(
    writer: ExportWriter,
    entry: ExportedMessage | ExportedEvent,
    files: ExportFiles | undefined,
    problem: (what: ExportProblem['what'], name: string) => void,
  ): Promise<string> {
    try {
      if ('event' in entry) return writer.event(entry);
      const described: ExportedFile[] = [];
      for (const file of entry.body?.kind === 'files' ? entry.body.files : []) {
        this.#signal.throwIfAborted();
        const { name, size, alt } = file;
        const one = files === undefined ? { name, size, alt, kind: 'file' as const } : await files.describe(file);
        if (files !== undefined && one.path === undefined) problem('file', name);
        described.push(one);
      }
      return writer.message(entry, described);
    } catch {
      this.#signal.throwIfAborted();
      problem('message', entry.id);
      return '';
    }
  }
}

/**
 * Writes an export, piece by piece. What cannot be written is answered and named in the files; rejects when it was
 * cancelled, or nothing can be written any more.
 */
export const runExport = (
  order: ExportOrder,
  deps: ExportDeps,
  signal: AbortSignal,
): Promise<readonly ExportProblem[]> => new ExportRun(order, deps, signal).run();
