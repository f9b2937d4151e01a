import { joinUpdates } from '../../shared/admission/join-updates.ts';
import type { Scan, ScannedUpdate } from '../../shared/admission/scan.ts';
import { Work } from '../../shared/admission/work.ts';
import type { Limits } from '../../shared/protocol/limits.ts';
import type { Waiting } from './admission.ts';

/** Bounds of one run: judging it takes only some milliseconds. */
const MAX_RUN = 256;
const MAX_RUN_BYTES = 256 * 1024;

/** Takes the first update, and the following ones that are also single changes of the same person. */
export const takeRun = (inbox: Waiting[]): Waiting[] => {
  const first = inbox[0];
  let count = 0;
  let bytes = 0;
  for (const { actor, strict, update } of inbox) {
    bytes += update.byteLength;
    if (count > 0 && (!strict || !first?.strict || actor.number !== first.actor.number)) break;
    if (count > 0 && (count === MAX_RUN || bytes > MAX_RUN_BYTES)) break;
    count++;
  }
  return inbox.splice(0, count);
};

/** One update with the content of several; undefined when one of them is malformed and must be judged alone. */
export const joinScans = (scans: readonly Scan[], limits: Limits): ScannedUpdate | undefined => {
  const good = scans.flatMap((scan) => (scan.ok ? [scan.value] : []));
  return good.length === scans.length ? joinUpdates(good, limits, new Work()) : undefined;
};
