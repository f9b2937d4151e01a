import { OLD_DRAFT_PREFIX, placeOfOldDraft } from '../drafts/draft-key.ts';
import { ALG_PLAIN, type BodyKind } from '../envelope/body.ts';
import { decodeEnvelope, type Envelope, EVERYBODY, isCanonicalEnvelope } from '../envelope/envelope.ts';
import { parseBlobId } from '../ids/blob.ts';
import { mayCallEveryone, maySendQuietly, type Permission, permissionFor } from '../permissions/table.ts';
import { isTime } from '../protocol/limits.ts';
import { DRAFTS_ARE_ENTRIES, PROTOCOL } from '../protocol/wire.ts';
import type { AllowedAlgs, JudgeContext } from './judge-context.ts';
import { type ParsedKey, parseKey } from './keys.ts';
import { whyBadBody } from './plain-body.ts';
import { Refused } from './refused.ts';
import type { Write } from './resolve.ts';
import type { Work } from './work.ts';

/** One write of an update with what the permission table says of its place. */
export interface Entry extends Write {
  readonly permission: Permission;
  readonly parsed: ParsedKey;
  readonly envelope: Envelope | undefined;
}

/** Bytes of a value that has no envelope. */
const PLAIN_BYTES = 4096;
const PLAIN_ONLY: readonly number[] = [ALG_PLAIN];
const algsOfTable: AllowedAlgs = ({ algs = PLAIN_ONLY }) => algs;

const isKinds = (bodies: Permission['bodies']): bodies is readonly BodyKind[] => Array.isArray(bodies);

const isPlain = (content: Write['content']): boolean => {
  if (content.kind === 'bytes') return content.value.byteLength <= PLAIN_BYTES;
  return content.kind === 'deleted' || (content.kind === 'plain' && content.bytes <= PLAIN_BYTES);
};

/** Reads the writes of one update as entries; throws `Refused` for what has no such place or form. */
export class EntryReader {
  private readonly context: JudgeContext;
  private readonly work: Work;
  private namedBlobs = 0;
  /** A device number that the session registers by this update. */
  newDevice: number | undefined;

  constructor(context: JudgeContext, work: Work) {
    this.context = context;
    this.work = work;
  }

  /** What a write is, by the table; undefined for a draft in the old form, which only its owner can reach. */
  read(write: Write): Entry | undefined {
    const { kind } = this.context;
    this.work.add();
    if (kind === 'account' && write.root.startsWith(OLD_DRAFT_PREFIX)) {
      this.checkOldDraft(write);
      return undefined;
    }
    const permission = permissionFor(kind, write.root);
    if (permission === undefined) throw new Refused('unknown-root');
    if (permission.who === 'server') throw new Refused('server-only');
    const parsed = write.key === undefined ? undefined : parseKey(permission.key, write.key);
    if (parsed === undefined) throw new Refused('bad-key');
    // Only what was overwritten before it was ever sent becomes one dead struct with several clocks.
    if (write.length !== 1 && !(write.content.kind === 'deleted' && permission.overwrite))
      throw new Refused('bad-value');
    if (permission.value === 'plain') {
      if (!isPlain(write.content)) throw new Refused('bad-value');
      if (permission.accepts !== undefined && write.key !== undefined && write.content.kind !== 'deleted') {
        const [value] = write.content.kind === 'plain' ? write.content.values : [];
        if (!permission.accepts(write.key, value)) throw new Refused('bad-value');
      }
      return { ...write, permission, parsed, envelope: undefined };
    }
    if (write.content.kind === 'deleted') return { ...write, permission, parsed, envelope: undefined };
    if (write.content.kind !== 'bytes') throw new Refused('bad-value');
    const kinds = isKinds(permission.bodies) ? permission.bodies : permission.bodies[write.key ?? ''];
    return { ...write, permission, parsed, envelope: this.readEnvelope(write.content.value, permission, kinds ?? []) };
  }

  /** Newer devices only remove such texts, with what was unsent of them when they were moved. */
  private checkOldDraft({ root, key, content }: Write): void {
    const isOld = (this.context.protocol ?? PROTOCOL) < DRAFTS_ARE_ENTRIES;
    if (placeOfOldDraft(root) === undefined || (content.kind === 'string' && !isOld)) throw new Refused('unknown-root');
    if (key !== undefined) throw new Refused('bad-key');
    if (content.kind !== 'string' && content.kind !== 'deleted') throw new Refused('bad-value');
  }

  private readEnvelope(bytes: Uint8Array, permission: Permission, kinds: readonly BodyKind[]): Envelope {
    const { allowedAlgs = algsOfTable, limits, membership } = this.context;
    const { envelopeBytes, root } = permission;
    if (bytes.byteLength > Math.min(limits.envelopeBytes, envelopeBytes ?? limits.envelopeBytes))
      throw new Refused('too-large');
    const envelope = decodeEnvelope(bytes);
    if (envelope === undefined || envelope.body.byteLength > limits.bodyBytes) throw new Refused('bad-value');
    if (envelope.by !== this.context.number) throw new Refused('not-yours');
    if (
      !isTime(envelope.at) ||
      !allowedAlgs(permission).includes(envelope.alg) ||
      !isCanonicalEnvelope(bytes, envelope)
    )
      throw new Refused('bad-value');
    this.checkDevice(envelope.device);
    this.checkNotifying(envelope, permission);
    this.checkBlobs(envelope, permission);
    const fault = whyBadBody(envelope, { kinds, membership, isEdit: root === 'edits' });
    if (fault !== undefined) throw new Refused(fault);
    return envelope;
  }

  /** Whom a header may notify, by the table. */
  private checkNotifying({ mentions = [], quiet }: Envelope, { notifies }: Permission): void {
    const { limits, membership } = this.context;
    if (mentions.length === 0 && quiet === undefined) return;
    if (notifies === undefined || (mentions.length > 0 && quiet !== undefined)) throw new Refused('bad-value');
    if (mentions.length > limits.headerMentions) throw new Refused('too-large');
    if (mentions.includes(EVERYBODY) && !mayCallEveryone(membership)) throw new Refused('not-allowed');
    if (quiet !== undefined && !maySendQuietly(membership)) throw new Refused('not-allowed');
  }

  /** Whether the header names blobs as it may; whether its writer may refer to them is decided with the facts. */
  private checkBlobs({ blobs }: Envelope, permission: Permission): void {
    if (blobs === undefined) return;
    const { headerBlobs, updateBlobs } = this.context.limits;
    if (permission.blobs !== true || blobs.length === 0) throw new Refused('bad-value');
    this.namedBlobs += blobs.length;
    if (blobs.length > headerBlobs || this.namedBlobs > updateBlobs) throw new Refused('too-large');
    this.work.add(blobs.length);
    if (new Set(blobs).size !== blobs.length || blobs.some((id) => parseBlobId(id) === undefined))
      throw new Refused('bad-value');
  }

  private checkDevice(device: number): void {
    const { devices } = this.context;
    if (devices === undefined || devices.registered.has(device) || device === this.newDevice) return;
    if (devices.session !== device && (devices.session !== 'first' || this.newDevice !== undefined))
      throw new Refused('not-your-device');
    this.newDevice = device;
  }
}
