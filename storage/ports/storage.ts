/**
 * What the sync server needs from a database. Every port is asynchronous, so that a networked database fits; every
 * adapter passes the same contract suites (`tests/contract`). Rows have one writer, the server; watermarks are joined
 * with max() and never go back.
 */
import type { Accounts } from './accounts.ts';
import type { AdministratorActs } from './administrator-acts.ts';
import type { Blobs } from './blobs.ts';
import type { Blocks } from './blocks.ts';
import type { Conversations } from './conversations.ts';
import type { Devices } from './devices.ts';
import type { Epochs } from './epochs.ts';
import type { Feed } from './feed.ts';
import type { GroupLinks } from './group-links.ts';
import type { Invitations } from './invitations.ts';
import type { Journal } from './journal.ts';
import type { Leaving } from './leaving.ts';
import type { Memberships, Receipts } from './memberships.ts';
import type { People, Pictures } from './people.ts';
import type { Programs } from './programs.ts';
import type { Push } from './push.ts';
import type { Reports } from './reports.ts';
import type { Upkeep } from './upkeep.ts';

/** Rows that only the server writes, by concern; each consumer takes the ports it uses. */
export interface Facts
  extends Accounts,
    AdministratorActs,
    Blocks,
    Conversations,
    Epochs,
    Feed,
    GroupLinks,
    Invitations,
    Memberships,
    People,
    Pictures,
    Receipts,
    Reports,
    Upkeep {}

export interface Storage {
  readonly journal: Journal;
  readonly blobs: Blobs;
  readonly facts: Facts;
  readonly devices: Devices;
  readonly leaving: Leaving;
  readonly programs: Programs;
  readonly push: Push;
  close(): Promise<void>;
}
