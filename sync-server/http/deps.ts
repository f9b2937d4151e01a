import type { UserId } from '../../shared/ids/account.ts';
import type { BlobId } from '../../shared/ids/blob.ts';
import type { SignUpState } from '../../shared/protocol/http-accounts.ts';
import type { FilesystemStore } from '../../storage/blobs/filesystem/filesystem-store.ts';
import type { Devices } from '../../storage/ports/devices.ts';
import type { Leaving } from '../../storage/ports/leaving.ts';
import type { Facts } from '../../storage/ports/storage.ts';
import type { SignedUrls } from '../blobs/signed-urls.ts';
import type { Uploads } from '../blobs/uploads.ts';
import type { Announce } from '../cluster/announce.ts';
import type { StorageHealth } from '../data-folder/storage-health.ts';
import type { Sync } from '../documents/sync.ts';
import type { Web } from '../link-previews/fetch-public.ts';
import type { Log } from '../log.ts';
import type { Mailer } from '../mail/create-mailer.ts';
import type { Metrics } from '../metrics/create-metrics.ts';
import type { Measure } from '../metrics/measure.ts';
import type { AccountChanges } from '../operator/account-changes.ts';
import type { PushApi } from '../push/push-api.ts';
import type { RateLimits } from '../rate-limits/rate-limits.ts';
import type { Administrators } from '../sign-in/administrators.ts';
import type { Auth } from '../sign-in/auth.ts';
import type { Identify, SignedIn } from '../sign-in/identify.ts';
import type { KnownDevices } from '../sign-in/known-devices.ts';
import type { ProgramTokens } from '../sign-in/program-tokens.ts';
import type { Prove } from '../sign-in/reauthenticate.ts';
import type { ResetLinks } from '../sign-in/reset-links.ts';
import type { SecondFactors } from '../sign-in/second-factors.ts';
import type { SetupLink } from '../sign-in/setup-link.ts';
import type { SignUpPermits } from '../sign-in/sign-up-permits.ts';
import type { SyncTokens } from '../sign-in/sync-tokens.ts';
import type { UsedCodes } from '../sign-in/used-codes.ts';
import type { OriginRule } from './origin.ts';

/** The bytes of blobs in the data folder, by URLs that the server has signed. */
export interface BlobBytes {
  readonly store: Pick<FilesystemStore, 'writePart' | 'read' | 'size'>;
  readonly urls: Pick<SignedUrls, 'verify'>;
  /** The account that uploads a blob; undefined: nobody does. */
  readonly uploaderOf: (id: BlobId) => Promise<number | undefined>;
}

export interface HttpDependencies {
  readonly health: Pick<StorageHealth, 'probe'>;
  readonly facts: Facts;
  readonly devices: Devices;
  readonly leaving: Leaving;
  readonly push: PushApi;
  readonly uploads: Uploads;
  /** Undefined: the bytes of blobs go to and come from elsewhere. */
  readonly blobBytes: BlobBytes | undefined;
  /** Where they go instead. */
  readonly blobOrigin: string | undefined;
  /** Whether a file could be stored now. */
  readonly filesReady: () => Promise<boolean>;
  readonly reauthenticate: Prove;
  /** Removes everything somebody could sign in with. */
  readonly endSignIn: (userId: UserId) => Promise<void>;
  /** Goes on with what deleted accounts leave to do. */
  readonly erase: () => void;
  readonly announce: Announce;
  /** Which sessions have a connection here now. */
  readonly connectedSessions: () => ReadonlySet<string>;
  /** Takes a device's proof of history: when it shows that an older database was put back, a new epoch begins. */
  readonly checkHistory: (proof: string) => Promise<void>;
  readonly programs: Sync['programs'];
  readonly programTokens: ProgramTokens;
  readonly usedCodes: UsedCodes;
  readonly auth: Auth;
  readonly identify: Identify;
  readonly accountChanges: AccountChanges;
  readonly administrators: Administrators;
  readonly secondFactors: SecondFactors;
  readonly setupLink: SetupLink;
  readonly signUp: SignUpState;
  readonly permits: SignUpPermits;
  readonly resetLinks: ResetLinks;
  /** Undefined: this server sends no mail. */
  readonly mailer: Mailer | undefined;
  readonly syncTokens: SyncTokens;
  readonly knownDevices: KnownDevices;
  readonly limits: RateLimits;
  readonly origin: OriginRule;
  readonly secure: boolean;
  readonly trustProxy: boolean;
  /** People whom a stranger, or somebody they block, puts into a group are asked first. */
  readonly groupRequests: boolean;
  /** Where previews of links come from; undefined: this server makes none. */
  readonly web: Web | undefined;
  /** Folder of the built client. */
  readonly dist: string;
  readonly log: Log;
  readonly measure: Measure;
  readonly metrics: Pick<Metrics, 'text' | 'contentType'>;
  /** With which the metrics are read; undefined: from this machine only. */
  readonly metricsToken: string | undefined;
  readonly now: () => number;
  /** ms, never set back: for durations. */
  readonly monotonic: () => number;
  readonly random: () => number;
}

/** Hono's types: what middleware hands to the routes. */
export interface AppEnv {
  Bindings: { incoming?: { socket: { remoteAddress?: string | undefined; setTimeout?: (ms: number) => unknown } } };
  Variables: { signedIn: SignedIn; address: string };
}
