import { isChapterFull } from '../../shared/admission/chapter-size.ts';
import type { JudgeContext } from '../../shared/admission/judge-context.ts';
import { OWN_MEMBERSHIP } from '../../shared/permissions/membership.ts';
import { type Refusal, refuse } from '../../shared/protocol/refusal.ts';
import { fail, type Result, succeed } from '../../shared/result.ts';
import type { CommitRequest } from '../../storage/ports/journal.ts';
import type { Actor } from './admission.ts';
import type { AdmissionDeps } from './admission-deps.ts';
import type { ServerDocument } from './server-document.ts';

type JudgeContextDeps = Pick<AdmissionDeps, 'membershipOf' | 'devices' | 'limits' | 'allowedAlgs' | 'now'>;

interface LoadedContext {
  readonly judged: JudgeContext;
  readonly membership: CommitRequest['membership'];
}

/** What the judge needs to know, and what the database compares inside its transaction. */
export const loadJudgeContext = async (
  deps: JudgeContextDeps,
  live: ServerDocument,
  actor: Actor,
  strict: boolean,
): Promise<Result<LoadedContext, Refusal>> => {
  const { limits, allowedAlgs } = deps;
  const { address, doc, bytes } = live;
  const devices = deps.devices === undefined ? {} : { devices: await deps.devices.of(actor) };
  const { number, protocol } = actor;
  const base = { number, protocol, now: deps.now(), limits, allowedAlgs, bytes, strict, ...devices };
  if (address.kind === 'account') {
    if (address.userId !== actor.userId) return fail(refuse('not-a-member'));
    const judged = { ...base, kind: 'account', membership: OWN_MEMBERSHIP, newMessages: 'closed' } as const;
    return succeed({ judged, membership: undefined });
  }
  const found = await deps.membershipOf(address.conversationId, actor.userId);
  if (found === undefined) return fail(refuse('not-a-member'));
  const { membership, rights } = found;
  const stored = { role: membership.role, rights };
  if (address.kind === 'conversation')
    return succeed({
      judged: { ...base, kind: 'conversation', membership, newMessages: 'closed' },
      membership: stored,
    });
  // Late writers may write up to twice the limit; beyond it they move to the newest chapter.
  const newMessages = isChapterFull(doc, bytes, limits, 2) ? 'full' : 'open';
  return succeed({ judged: { ...base, kind: 'chapter', membership, newMessages }, membership: stored });
};
