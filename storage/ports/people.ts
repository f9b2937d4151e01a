import type { UserId } from '../../shared/ids/account.ts';
import type { PersonFact } from '../../shared/protocol/facts.ts';
import type { PictureType } from '../../shared/protocol/picture.ts';

export interface Privacy {
  /** Off: sends no read receipts and sees none. */
  readonly readReceipts: boolean;
  readonly lastSeen: boolean;
}

/** What people show of themselves, and to whom. */
export interface People {
  /**
   * People other than the asker whose name contains the query, whose username begins with it, or whose complete e-mail
   * address it is (case-insensitive).
   */
  searchPeople(query: string, asker: UserId, limit: number): Promise<PersonFact[]>;
  /** True when something changed: people who share a conversation are then told through their feeds. */
  setPrivacy(userId: UserId, privacy: Partial<Privacy>): Promise<boolean>;
  /** What a person shows of themself; absent fields stay, null removes. True when something changed. */
  setProfile(
    userId: UserId,
    profile: { readonly picture?: string | null; readonly status?: PersonFact['status'] | null },
  ): Promise<boolean>;
  /** When devices of these accounts were last connected; only rises, and is not stored for people who hide it. */
  saw(seen: readonly { readonly userId: UserId; readonly at: number }[]): Promise<void>;
  /**
   * Everybody who shares a conversation with one of these accounts, and the accounts themselves: the people who see their
   * names. A group that one of the two has not accepted is not shared.
   */
  contacts(userIds: readonly UserId[]): Promise<readonly UserId[]>;
}

/** Small pictures of people and groups. */
export interface Pictures {
  /** Keeps a small picture under the SHA-256 of its bytes; repeating does no harm. */
  putPicture(picture: { hash: string; type: PictureType; bytes: Uint8Array; at: number }): Promise<void>;
  picture(hash: string): Promise<{ readonly type: PictureType; readonly bytes: Uint8Array } | undefined>;
  /** Removes pictures sent before a given time that no person and no group shows; returns how many. */
  dropUnusedPictures(before: number): Promise<number>;
}
