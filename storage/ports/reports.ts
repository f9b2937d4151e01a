import type { UserId } from '../../shared/ids/account.ts';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import type { Report } from '../../shared/protocol/http-contacts.ts';

interface NewReport {
  readonly id: string;
  readonly conversationId: ConversationId;
  readonly reporter: UserId;
  readonly reason: string;
  readonly messages: readonly { readonly id: string; readonly text: string }[];
}

/** Reports to the administrators. */
export interface Reports {
  /** Sends a report to the administrators. `id-taken`: somebody else's report has the id. */
  addReport(report: NewReport, at: number): Promise<'added' | 'exists' | 'id-taken' | 'not-a-member'>;
  /** Unhandled reports first, then the latest; a bounded number. */
  reports(): Promise<readonly Report[]>;
  /** False: the report does not exist. */
  handleReport(id: string, by: UserId, handled: boolean, at: number): Promise<boolean>;
}
