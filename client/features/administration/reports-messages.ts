import { registerMessages } from '../../i18n/register.ts';

export const ADMINISTRATION_REPORTS_MESSAGES = registerMessages('administration-reports', {
  'reports.title': 'Reports',
  'reports.none': 'No reports',
  'reports.by': '{name} reported this {when}',
  'reports.about.direct': 'Conversation with {name}',
  'reports.about.group': 'Group “{name}”',
  'reports.reason.none': 'No reason given.',
  'reports.unknown': 'Not on this server: only the reporter’s copy',
  'reports.deleted': ' (deleted since)',
  'reports.handle': 'Mark as resolved',
  'reports.reopen': 'Reopen',
  'reports.handled': 'Resolved by {name}, {when}',
  'reports.handle.label': 'Mark the report from {name} as resolved',
});
