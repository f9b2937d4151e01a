import { GATE_LIMITS } from '../../shared/protocol/limits.ts';
import type { Frame } from './parse-frame.ts';

const { followCost, openCost, stateBytesPerUnit, updateBytesPerUnit } = GATE_LIMITS;

/** Units that a frame costs, as far as the frame itself shows it. */
export const costOf = (frame: Frame): number => {
  switch (frame.kind) {
    case 'open':
      return openCost;
    case 'state-vector':
      return 1 + frame.vector.byteLength / updateBytesPerUnit;
    case 'update':
      return 1 + frame.update.byteLength / updateBytesPerUnit;
    case 'message':
      return followCost;
    default:
      return 1;
  }
};

/** Units that sending a state costs; known once it is encoded. */
export const costOfState = (bytes: number): number => bytes / stateBytesPerUnit;

/** Bytes a frame holds in memory while it waits: what it carries, and some 200 for the objects around it. */
export const heldBy = (frame: Frame): number => {
  switch (frame.kind) {
    case 'state-vector':
      return 200 + frame.vector.byteLength;
    case 'update':
      return 200 + frame.update.byteLength;
    default:
      return 1_024;
  }
};
