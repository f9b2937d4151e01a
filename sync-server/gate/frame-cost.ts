import { GATE_LIMITS } from '../../shared/protocol/limits.ts';
import type { Frame } from './parse-frame.ts';

const { followCost, openCost, stateBytesPerUnit, unknownStateCost, updateBytesPerUnit } = GATE_LIMITS;

/**
 * Units that a frame costs.
 * @param documentBytes of the document it is about; undefined when that is still being opened
 */
export const costOf = (frame: Frame, documentBytes: number | undefined): number => {
  switch (frame.kind) {
    case 'open':
      return openCost;
    case 'state-vector':
      return documentBytes === undefined ? unknownStateCost : 1 + documentBytes / stateBytesPerUnit;
    case 'update':
      return 1 + frame.update.byteLength / updateBytesPerUnit;
    case 'message':
      return followCost;
    default:
      return 1;
  }
};

/** Units that loading a document costs; known once it is loaded. */
export const costOfLoad = (bytes: number): number => bytes / updateBytesPerUnit;

/** Bytes a waiting frame holds in memory: its content, and about 200 for the objects around it. */
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
