import type { UserId } from '../../shared/ids/account.ts';
import type { PersonFact } from '../../shared/protocol/facts.ts';

export interface Privacy {
  /** Off: sends none, and sees none. */
  readonly readReceipts: boolean;
  readonly lastSeen: boolean;
}

/** What people show of themselves, and to whom. */
export interface People {
  /**
   * People whose name contains the query, whose user name begins with it, or whose e-mail it is, all of it
   * (case-insensitive); not the asker.
   */
  searchPeople(query: string, asker: UserId, limit: number): Promise<PersonFact[]>;
  /** True when something changed: those who share a conversation are then told through their feeds. */
  setPrivacy(userId: UserId, privacy: Partial<Privacy>): Promise<boolean>;
  /** What a person shows of themself; absent fields stay, null takes away. True when something changed. */
  setProfile(
    userId: UserId,
    profile: { readonly picture?: string | null; readonly status?: PersonFact['status'] | null },
  ): Promise<boolean>;
  /** When devices of these accounts were last connected; only rises, and is not kept of those who hide it. */
  saw(seen: readonly { readonly userId: UserId; readonly at: number }[]): Promise<void>;
  /**
   * Everybody who shares a conversation with one of these accounts, and they themselves: those who see their names. A
   * group that one of two was asked into, and has not accepted, is not shared.
   */
  contacts(userIds: readonly UserId[]): Promise<readonly UserId[]>;
}
