import type { ConversationId } from '../../../shared/ids/conversation.ts';
import type { Directory } from '../directory.ts';
import type { ExpiryKeeper } from '../documents/expiry-keeper.ts';
import type { Clock } from '../ports.ts';
import type { ConversationRows } from '../projections/conversation-rows.ts';
import type { AccountKeeper } from './account-keeper.ts';
import { writeArrangement } from './arrangement.ts';

export interface ArrangeDeps {
  readonly clock: Clock;
  readonly expiry: Pick<ExpiryKeeper, 'toServer'>;
  readonly directory: Directory;
  readonly account: AccountKeeper;
}

/** Writes how a person wants a conversation in their list, by the server's clock. False: not written. */
export const arrange = (
  { clock, expiry: { toServer }, directory, account }: ArrangeDeps,
  id: ConversationId,
  wished: Parameters<typeof writeArrangement>[2],
): Promise<boolean> =>
  account.write((doc) =>
    writeArrangement(
      doc.getMap('preferences'),
      id,
      { ...wished, mutedUntil: toServer(wished.mutedUntil) },
      Math.max(0, toServer(clock.now())),
      directory.get(id)?.seq ?? 0,
    ),
  );

/** A conversation that a new message brought out of the archive stays out of it, also once it is read. */
export const keepUnarchived = (
  deps: ArrangeDeps & { readonly rows: Pick<ConversationRows, 'row'> },
  ids: Iterable<ConversationId>,
): void => {
  for (const id of ids)
    if (deps.account.state.arrangement(id).archivedAt !== undefined && deps.rows.row(id)?.archived === false)
      void arrange(deps, id, { archived: false });
};
