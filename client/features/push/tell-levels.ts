import type { PutPushLevels, PutPushQuiet } from '../../../shared/protocol/push.ts';
import type { ConversationRow } from '../../channel/conversation-view.ts';
import { FOREVER } from '../../channel/conversation-view.ts';
import type { Preferences } from '../../channel/projections.ts';

/** What the server was told last, by conversation; '' stands for do-not-disturb. */
export type Told = Readonly<Record<string, string>>;
type Level = PutPushLevels['levels'][number];
type Muted = Pick<ConversationRow, 'id' | 'mutedUntil' | 'mentionsOnly'>;
type Quiet = Pick<Preferences, 'quiet' | 'pausedUntil'>;

/** Conversations told at a time, fewer than the server takes. */
const AT_ONCE = 200;

/** Durations, since the clocks of device and server may differ. */
const durationUntil = (until: number, now: number): number | null =>
  until >= FOREVER ? null : Math.max(0, Math.round(until - now));

const signOf = ({ mutedUntil, mentionsOnly }: Muted, now: number): string =>
  mutedUntil <= now && !mentionsOnly ? '' : `${mutedUntil > now ? mutedUntil : 0}/${mentionsOnly}`;

/** What has changed since: to be told, and what is told then. Pure. @param now ms since 1970, by this device */
export const levelsToTell = (
  told: Told,
  rows: readonly Muted[],
  now: number,
): { readonly levels: readonly Level[]; readonly told: Told } => {
  const levels: Level[] = [];
  const after: Record<string, string> = { ...told };
  for (const row of rows) {
    const sign = signOf(row, now);
    if (sign === (told[row.id] ?? '') || levels.length === AT_ONCE) continue;
    const mutedFor = row.mutedUntil > now ? durationUntil(row.mutedUntil, now) : 0;
    levels.push({ conversationId: row.id, mutedFor, mentionsOnly: row.mentionsOnly });
    if (sign === '') delete after[row.id];
    else after[row.id] = sign;
  }
  return { levels, told: after };
};

export const quietToTell = (
  told: Told,
  { quiet, pausedUntil }: Quiet,
  now: number,
): { readonly quiet: PutPushQuiet; readonly told: Told } | undefined => {
  const isPaused = pausedUntil > now;
  const sign = `${quiet?.from ?? ''}-${quiet?.to ?? ''}/${isPaused ? pausedUntil : 0}`;
  if (sign === (told[''] ?? '-/0')) return undefined;
  return {
    quiet: { hours: quiet ?? null, pausedFor: isPaused ? durationUntil(pausedUntil, now) : 0 },
    told: { ...told, '': sign },
  };
};
