import * as v from 'valibot';

/** Who is meant: an email address, a username or a user id. */
const who = v.pipe(v.string(), v.minLength(1), v.maxLength(320));
const whole = (most: number) => v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(most));

/** What the person who runs the server can ask for at its machine. */
export const OPERATOR_ACT = v.variant('act', [
  v.object({ act: v.literal('invite'), days: whole(365), uses: whole(1_000), by: v.optional(who) }),
  v.object({ act: v.literal('promote'), who, administrator: v.boolean() }),
  v.object({ act: v.literal('disable'), who, disabled: v.boolean() }),
  v.object({ act: v.literal('delete'), who, messages: v.boolean() }),
  v.object({ act: v.literal('reset-password'), who, hours: whole(24 * 30) }),
  v.object({
    act: v.literal('token'),
    who,
    name: v.pipe(v.string(), v.maxLength(320)),
    access: v.picklist(['read', 'write']),
  }),
  v.object({ act: v.literal('revoke-sessions'), who }),
  v.object({ act: v.literal('revoke-invitation'), invitationId: v.pipe(v.string(), v.maxLength(64)) }),
  v.object({ act: v.literal('compact') }),
  v.object({ act: v.literal('collect'), isDry: v.boolean() }),
]);
export type OperatorAct = v.InferOutput<typeof OPERATOR_ACT>;

/** What became of it, in lines for the person who asked. A refused act changed nothing. */
export const OPERATOR_ANSWER = v.object({
  kind: v.picklist(['done', 'refused']),
  lines: v.array(v.string()),
});
export type OperatorAnswer = v.InferOutput<typeof OPERATOR_ANSWER>;

export const done = (...lines: string[]): OperatorAnswer => ({ kind: 'done', lines });
export const refused = (...lines: string[]): OperatorAnswer => ({ kind: 'refused', lines });
