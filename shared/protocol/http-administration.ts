import * as v from 'valibot';
import { LIMITS } from './limits.ts';

/** JSON under `/api/administration` about people and what was done with them. See `http-accounts.ts` for the rest. */

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
/** The administrator's own. */
const password = v.pipe(v.string(), v.maxLength(LIMITS.passwordCharacters * 4));

export const ADMINISTRATOR_ACT_NAMES = [
  'invitation-made',
  'invitation-revoked',
  'reset-link-made',
  'administrator-on',
  'administrator-off',
  'codes-off',
  'disabled',
  'enabled',
  'deleted',
] as const;
export type AdministratorActName = (typeof ADMINISTRATOR_ACT_NAMES)[number];

/** PUT /api/administration/people/:userId/disabled (administrators, with their password) → 204. */
export const PUT_DISABLED = v.strictObject({ disabled: v.boolean(), password });

/** POST /api/administration/people/:userId/delete (administrators, with their password) → 204. */
export const DELETE_PERSON = v.strictObject({
  /** What becomes of what the person wrote. */
  messages: v.picklist(['keep', 'remove']),
  password,
});

/** An empty name: the account was deleted. */
const named = v.object({ userId: v.string(), name: v.string() });

/** GET /api/administration/acts?before= (administrators): the newest first, those below `before`. */
export const ADMINISTRATOR_ACTS = v.object({
  acts: v.array(
    v.object({
      place: count,
      by: named,
      /** One of `ADMINISTRATOR_ACT_NAMES`; a newer server may have others. */
      act: v.string(),
      person: v.optional(named),
      at: count,
    }),
  ),
  /** More follow after the last of these. */
  more: v.boolean(),
});
export type AdministratorActFact = v.InferOutput<typeof ADMINISTRATOR_ACTS>['acts'][number];
