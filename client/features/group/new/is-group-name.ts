import { LIMITS } from '../../../../shared/protocol/limits.ts';

export const isGroupName = (name: string): boolean => {
  const length = [...name.trim()].length;
  return length > 0 && length <= LIMITS.nameCharacters;
};
