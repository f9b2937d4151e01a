import { DONE, fail } from '../../../shared/result.ts';
import { arePreferences, writePreferences } from '../account/write-preferences.ts';
import { type Handlers, toAnswer } from './handler.ts';

/** Settings of the app that follow one person across their devices. */
export const PREFERENCE_HANDLERS: Handlers<'setPreferences', 'account' | 'expiry' | 'privacy'> = {
  setPreferences: async (deps, wished) => {
    if (!arePreferences(wished)) return fail('unknown');
    const { readReceipts, lastSeen } = wished;
    const kept =
      (readReceipts === undefined && lastSeen === undefined) || (await deps.privacy.change({ readReceipts, lastSeen }));
    const written = await deps.account.write((doc) =>
      writePreferences(doc.getMap('preferences'), wished, deps.expiry.toServer(wished.pausedUntil)),
    );
    return toAnswer(kept && written ? DONE : fail('failed'));
  },
};
