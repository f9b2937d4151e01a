import { LIMITS } from '../../../shared/protocol/limits.ts';
import { t } from '../../i18n/t.ts';
import './messages.ts';

export const isGroupName = (name: string): boolean => {
  const length = [...name.trim()].length;
  return length > 0 && length <= LIMITS.nameCharacters;
};

/** The error shown beside a name that a group cannot have. */
export const groupNameProblem = (name: string): string | undefined =>
  isGroupName(name) ? undefined : t('group.name.problem');
