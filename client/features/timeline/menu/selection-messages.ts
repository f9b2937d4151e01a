import { registerMessages } from '../../../i18n/register.ts';

export const TIMELINE_SELECTION_MESSAGES = registerMessages('timeline-selection', {
  'selection.count': { one: '{count} selected', other: '{count} selected' },
  'selection.label': 'Selected messages',
  'selection.cancel': 'Cancel selection',
  'selection.none': 'Select messages',
  'selection.copy': 'Copy',
  'selection.report': 'Report',
  'pins.empty': 'No pinned messages',
});
