import type { CommandName, CommandResult, Commands, MessageRef } from '../../client/channel/commands.ts';
import type { ConversationRow, ConversationView } from '../../client/channel/conversation-view.ts';
import { joinRows } from '../../client/channel/join-rows.ts';
import type {
  Connection,
  NotSentEntry,
  OutboxEntry,
  Preferences,
  Session,
  UploadView,
} from '../../client/channel/projections.ts';
import type { FromReplica, Topic } from '../../client/channel/protocol.ts';
import type {
  MessageEntry,
  MessageState,
  ThreadView,
  TimelineEntry,
  TimelineInfo,
} from '../../client/channel/timeline-view.ts';
// Loads at once what a replica loads late, so that the run does not depend on loading times.
import '../../client/replica/account/carry-account.ts';
import '../../client/replica/drafts/adopt-draft.ts';
import '../../client/replica/commands/late-handlers.ts';
import '../../client/replica/rebase/rebase.ts';
import '../../client/replica/uploads/upload-keeper.ts';
import type { Api, ApiResult, Pictures } from '../../client/replica/ports.ts';
import { createReplica, type Replica } from '../../client/replica/replica.ts';
import type { UserId } from '../../shared/ids/account.ts';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import type { Limits } from '../../shared/protocol/limits.ts';
import { createTestScheme } from '../support/test-alg.ts';
import type { Scheduler } from './scheduler.ts';
import { simulateApi } from './simulated-api.ts';
import { SimulatedDisk } from './simulated-disk.ts';
import { SimulatedFileStore, simulateBlobApi } from './simulated-files.ts';
import { simulateNetwork } from './simulated-network.ts';
import type { SimulatedServer } from './simulated-server.ts';

const TAB = 'tab';
/** Delivery states in their order; a state that a person has seen must not be taken back. */
const ORDER: readonly MessageState[] = ['not-saved', 'pending', 'saved', 'sent', 'delivered', 'read'];
export const rank = (state: MessageState): number => ORDER.indexOf(state);

export interface Timeline {
  entries: TimelineEntry[];
  info: TimelineInfo;
}

/**
 * One browser profile: a disk that survives, a replica that may crash, one open tab, and a network that comes and goes.
 */
export class SimulatedDevice {
  readonly name: string;
  readonly userId: UserId;
  readonly disk: SimulatedDisk;
  readonly files: SimulatedFileStore;
  uploads: readonly UploadView[] = [];
  /** What accounts may keep. */
  readonly bounds = { largest: 100_000_000, ofAccount: 1_000_000_000, ofServer: Number.MAX_SAFE_INTEGER };
  online = true;
  /** How far its wall clock runs ahead. ms */
  skew = 0;
  /** Frames vanish on the way while its sockets look open, as on a half-open connection. */
  vanishing: { readonly up?: boolean; readonly down?: boolean } = {};
  /** Requests are never answered and sockets neither open nor close. */
  isHanging = false;
  /** The server instance that its connections reach. */
  reach: () => SimulatedServer | undefined;
  session: Session = { kind: 'starting' };
  connection: Connection | undefined;
  notSent: readonly NotSentEntry[] = [];
  conversations: readonly ConversationRow[] = [];
  outbox: readonly OutboxEntry[] = [];
  /** Commands the server refused for good, as far as this device was told. */
  refusals = 0;
  /** It crashed, or its disk took nothing for a while: a command may be sent twice. */
  troubled = false;
  preferences: Preferences | undefined;
  readonly timelines = new Map<ConversationId, Timeline>();
  /** The conversations on screen. */
  readonly views = new Map<ConversationId, ConversationView | undefined>();
  /** The best state ever shown to this device's person for each own message. */
  readonly seen = new Map<string, MessageState>();
  /** What it was told last of every other topic. */
  readonly values = new Map<Topic, unknown>();
  /** When own messages disappear, as shown. */
  readonly dues = new Map<string, number>();
  /** The same, since the browser was last started: after a crash lost data, less may honestly be shown. */
  private readonly shown = new Map<string, MessageState>();
  /** When sockets were opened. */
  readonly attempts: number[] = [];
  /** Called when an own message is shown in a lower state than before, within one epoch. */
  onStepBack: (messageId: string, from: MessageState, to: MessageState) => void = () => {};
  /** Called with each frame that arrives. */
  onFrame: (frame: Uint8Array) => void = () => {};
  /** Called when something was shown. */
  onShown: () => void = () => {};
  /** Survives the browser, together with the disk. */
  readonly cookie = { good: true, ended: false, expired: false };
  /** Its search reads chapters by itself, so long after a start. ms */
  searchAfter: number | undefined;
  private replica: Replica | undefined;
  private life = 0;
  private readonly answers = new Map<number, (result: CommandResult<CommandName>) => void>();
  private nextCommand = 0;
  readonly peers = new Set<() => void>();
  readonly scheduler: Scheduler;
  readonly random: () => number;
  private readonly limits: Limits;
  /** What it writes is sealed, and opened after this delay; undefined: it knows plain bodies only. */
  private readonly keyWait: (() => Promise<void>) | undefined;

  constructor(
    name: string,
    userId: UserId,
    deps: {
      scheduler: Scheduler;
      random: () => number;
      limits: Limits;
      reach: () => SimulatedServer | undefined;
      keyWait?: (() => Promise<void>) | undefined;
    },
  ) {
    this.name = name;
    this.userId = userId;
    this.scheduler = deps.scheduler;
    this.random = deps.random;
    this.limits = deps.limits;
    this.keyWait = deps.keyWait;
    this.reach = deps.reach;
    this.disk = new SimulatedDisk(deps.scheduler, deps.random);
    this.files = new SimulatedFileStore(() => this.disk.failing);
  }

  get running(): boolean {
    return this.replica !== undefined;
  }

  start(): void {
    if (this.replica !== undefined) return;
    const life = ++this.life;
    const alive = () => life === this.life;
    this.timelines.clear();
    this.views.clear();
    this.values.clear();
    this.shown.clear();
    this.replica = createReplica({
      clock: {
        now: () => this.scheduler.now + this.skew,
        monotonic: () => this.scheduler.now,
        setTimer: (ms, run) => this.scheduler.after(ms, () => alive() && run()),
      },
      random: this.random,
      network: simulateNetwork(this, this, alive),
      api: this.counting(
        simulateApi(this.userId, () => (alive() ? this.server() : undefined), this.scheduler, this.random, this.cookie),
      ),
      disk: this.disk,
      pictures: this.pictures,
      loadFiles: async () => ({
        blobs: simulateBlobApi(
          this.userId,
          () => (alive() ? this.server() : undefined),
          this.scheduler,
          this.random,
          this.bounds,
        ),
        openStore: async () => this.files,
      }),
      limits: this.limits,
      ...(this.keyWait === undefined ? {} : { scheme: createTestScheme(this.random, this.keyWait) }),
      window: { first: 6, step: 4, most: 1_000 },
      ...(this.searchAfter === undefined ? {} : { searchAfter: this.searchAfter }),
      emit: (message) => alive() && this.receive(message),
    });
    this.replica.receive({ type: 'hello', tab: TAB });
    for (const topic of [
      'session',
      'connection',
      'not-sent',
      'conversations',
      'preferences',
      'outbox',
      'uploads',
    ] as const)
      this.subscribe(topic);
  }

  /** The browser keeps pictures; others are requested from the server. */
  private readonly keptPictures = new Map<string, Uint8Array>();
  private readonly pictures: Pictures = {
    keep: async (hash, { bytes }) => void this.keptPictures.set(hash, bytes),
    load: async (hash) => {
      const bytes = this.keptPictures.get(hash) ?? (await this.server()?.storage.facts.picture(hash))?.bytes;
      return bytes && { name: `${hash}.webp`, bytes };
    },
  };

  private counting(api: Api): Api {
    const count = async (answer: Promise<ApiResult<void>>): Promise<ApiResult<void>> => {
      const result = await answer;
      if (!result.ok && result.error.kind === 'refused' && !result.error.retry) this.refusals++;
      return result;
    };
    return {
      ...api,
      feed: (since, control) => (this.isHanging ? new Promise(() => {}) : api.feed(since, control)),
      addMember: (id, body) => count(api.addMember(id, body)),
      changeMember: (id, userId, body) => count(api.changeMember(id, userId, body)),
      // A person who is no longer a member already has the result.
      removeMember: (id, userId) =>
        userId === this.userId ? api.removeMember(id, userId) : count(api.removeMember(id, userId)),
      transferOwnership: (id, userId) => count(api.transferOwnership(id, userId)),
      answerRequest: (id, userId, accept) => count(api.answerRequest(id, userId, accept)),
    };
  }

  /** The browser dies: what was not on its disk is gone. */
  crash(): void {
    this.troubled = true;
    this.life++;
    this.replica = undefined;
    this.answers.clear();
    this.disk.crash();
    for (const close of [...this.peers]) close();
  }

  /** Breaks the connections; with `online` false new ones fail too. */
  setOnline(online: boolean): void {
    this.online = online;
    if (!online) for (const close of [...this.peers]) close();
    // Browsers report this sometimes; the replica must not depend on it.
    else if (this.random() < 0.5) this.replica?.wake();
  }

  /** The browser reports that the network or the person came back. */
  wake(): void {
    this.replica?.receive({ type: 'wake', tab: TAB, cause: 'tab' });
  }

  /** The server ends its session: its sockets close, and no request succeeds. */
  endSession(): void {
    this.cookie.ended = true;
    for (const close of [...this.peers]) close();
  }

  /** The person signs in again on it. */
  signIn(): void {
    if (!this.cookie.ended) return;
    this.cookie.ended = false;
    if (this.running) void this.call('sessionChanged', {});
  }

  get isEnded(): boolean {
    return this.cookie.ended;
  }

  lookAtThread(id: ConversationId, { chapter, messageId }: MessageRef): void {
    this.subscribe(`thread/${id}/${chapter}/${messageId}`);
  }

  thread(id: ConversationId, { chapter, messageId }: MessageRef): ThreadView | undefined {
    return this.values.get(`thread/${id}/${chapter}/${messageId}`) as ThreadView | undefined;
  }

  look(id: ConversationId): void {
    if (!this.timelines.has(id)) {
      this.timelines.set(id, {
        entries: [],
        info: {
          hasOlder: false,
          loadingOlder: false,
          hasNewer: false,
          loadingNewer: false,
          olderUnavailable: false,
          ready: false,
          newestSeq: 0,
        },
      });
      this.subscribe(`timeline/${id}`);
      this.subscribe(`conversation/${id}`);
    }
  }

  lookAway(id: ConversationId): void {
    if (!this.timelines.delete(id)) return;
    this.views.delete(id);
    for (const topic of [`timeline/${id}`, `conversation/${id}`] as const) this.unsubscribe(topic);
  }

  /** Resolves with the answer; undefined when the device died before it. */
  call<C extends CommandName>(name: C, input: Commands[C]['in']): Promise<CommandResult<C>> {
    const id = this.nextCommand++;
    return new Promise((resolve) => {
      // The answer to a command has the command's own type.
      this.answers.set(id, (result) => resolve(result as CommandResult<C>));
      this.replica?.receive({ type: 'command', tab: TAB, id, name, input });
    });
  }

  messages(id: ConversationId): MessageEntry[] {
    return (this.timelines.get(id)?.entries ?? []).filter((entry) => entry.kind === 'message');
  }

  subscribe(topic: Topic): void {
    this.replica?.receive({ type: 'subscribe', tab: TAB, topic });
  }
  unsubscribe(topic: Topic): void {
    this.values.delete(topic);
    this.replica?.receive({ type: 'unsubscribe', tab: TAB, topic });
  }

  /** The server that it reaches now. */
  server(): SimulatedServer | undefined {
    const server = this.online ? this.reach() : undefined;
    return server?.alive ? server : undefined;
  }

  private receive(message: FromReplica): void {
    if (message.type === 'answer') {
      this.answers.get(message.id)?.(message.result);
      this.answers.delete(message.id);
    } else if (message.type === 'topic') {
      this.show(message.message);
      this.onShown();
    }
  }

  private show(message: Extract<FromReplica, { type: 'topic' }>['message']): void {
    if (message.type === 'timeline') {
      const id = message.topic.slice('timeline/'.length) as ConversationId;
      const timeline = this.timelines.get(id);
      if (timeline === undefined) return;
      if (message.whole) timeline.entries = [];
      timeline.entries.splice(message.splice.at, message.splice.remove, ...message.splice.insert);
      timeline.info = message.info;
      for (const entry of message.splice.insert) if (entry.kind === 'message' && entry.own) this.note(entry);
      return;
    }
    if (message.topic === 'conversations') {
      this.conversations = joinRows(this.conversations, message);
      return;
    }
    if (message.topic === 'session') this.session = message.value as Session;
    if (message.topic === 'connection') this.connection = message.value as Connection;
    if (message.topic === 'not-sent') this.notSent = message.value as readonly NotSentEntry[];
    if (message.topic === 'outbox') this.outbox = message.value as readonly OutboxEntry[];
    if (message.topic === 'uploads') this.uploads = message.value as readonly UploadView[];
    if (message.topic === 'preferences') this.preferences = message.value as Preferences;
    this.values.set(message.topic, message.value);
    if (message.topic.startsWith('conversation/'))
      this.views.set(
        message.topic.slice('conversation/'.length) as ConversationId,
        message.value as ConversationView | undefined,
      );
  }

  private note({ messageId, state, due }: MessageEntry): void {
    if (due !== undefined) this.dues.set(messageId, due);
    const before = this.shown.get(messageId);
    this.shown.set(messageId, state);
    if (before !== undefined && rank(before) >= rank('sent') && rank(state) < rank(before))
      this.onStepBack(messageId, before, state);
    const best = this.seen.get(messageId);
    if (best === undefined || rank(state) > rank(best)) this.seen.set(messageId, state);
  }
}
