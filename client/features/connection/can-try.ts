import { createMemo } from 'solid-js';
import type { Connection } from '../../channel/projections.ts';

/** Whether to offer *Try now*: from a failed attempt on, and without a gap while the next one runs. */
export const createCanTry = (state: () => Connection['state'] | undefined): (() => boolean) =>
  createMemo((before: boolean) => {
    const now = state();
    return now === 'offline' || now === 'blocked' || (now === 'connecting' && before);
  }, false);

/** Whether nothing needs attention: then a sign is enough, without words. */
export const isQuiet = (connection: Connection, canTry: boolean): boolean =>
  !canTry && !connection.saveFailing && (connection.state === 'online' || connection.state === 'connecting');
