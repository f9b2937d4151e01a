import type { UserId } from '../../shared/ids/account.ts';
import type { AdministratorActName } from '../../shared/protocol/http-administration.ts';

interface NewAdministratorAct {
  readonly by: UserId;
  readonly act: AdministratorActName;
  /** Whom it was about. */
  readonly person?: UserId | undefined;
  /** ms since 1970 */
  readonly at: number;
}

interface Named {
  readonly userId: string;
  /** Empty: the account was deleted. */
  readonly name: string;
}

export interface AdministratorAct {
  /** Increases in the order of the acts. */
  readonly place: number;
  readonly by: Named;
  readonly act: string;
  readonly person: Named | undefined;
  readonly at: number;
}

/** What administrators did with accounts and invitations. */
export interface AdministratorActs {
  noteAdministratorAct(act: NewAdministratorAct): Promise<void>;
  /** The newest first, those below `before`. */
  administratorActs(before: number, limit: number): Promise<readonly AdministratorAct[]>;
}
