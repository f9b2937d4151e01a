import type { Report } from '../../shared/protocol/http-contacts.ts';

type Person = Report['by'];

/** A report as stored, with the people it names. */
export interface ReportRow {
  readonly id: string;
  readonly at: number;
  readonly by: Person;
  readonly conversationId: string;
  readonly kind: 'direct' | 'group';
  readonly title: string | null;
  /** The other person of a direct conversation. */
  readonly peer: Person | undefined;
  readonly reason: string;
  /** As shown on the reporter's device. */
  readonly messages: readonly { readonly id: string; readonly text: string }[];
  readonly handledAt: number | null;
  readonly handledBy: string | null;
}

/** The author of a message, according to the server. */
export interface Authorship {
  readonly author: Person;
  readonly isDeleted: boolean;
}

/**
 * Whether a report is added. Former members may report, too: they saw what happened to them.
 * @param member the reporter's number, if they are or were a member
 * @param before who made the report that has this id
 */
export const decideReport = (
  member: number | undefined,
  before: { readonly reporter: number } | undefined,
): 'added' | 'exists' | 'id-taken' | 'not-a-member' => {
  if (member === undefined) return 'not-a-member';
  if (before === undefined) return 'added';
  return before.reporter === member ? 'exists' : 'id-taken';
};

/** Whether handling or reopening a report changes anything: the first person to handle it stays named. */
export const changesHandling = ({ handledAt }: Pick<ReportRow, 'handledAt'>, handled: boolean): boolean =>
  (handledAt !== null) !== handled;

export const reportFact = (row: ReportRow, authorOf: (messageId: string) => Authorship | undefined): Report => ({
  id: row.id,
  at: row.at,
  by: row.by,
  conversationId: row.conversationId,
  kind: row.kind,
  ...(row.title === null ? {} : { name: row.title }),
  ...(row.peer === undefined ? {} : { peer: row.peer }),
  reason: row.reason,
  messages: row.messages.map(({ id, text }) => {
    const found = authorOf(id);
    return {
      id,
      text,
      ...(found === undefined ? {} : { author: found.author }),
      ...(found?.isDeleted === true ? { deleted: true as const } : {}),
    };
  }),
  ...(row.handledAt === null ? {} : { handledAt: row.handledAt }),
  ...(row.handledBy === null ? {} : { handledBy: row.handledBy }),
});
