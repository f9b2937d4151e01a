import { registerMessages } from '../../i18n/register.ts';

export const ADMINISTRATION_ACTS_MESSAGES = registerMessages('administration', {
  'acts.title': 'Activity',
  'acts.words': 'Changes that administrators made to accounts and invitations.',
  'acts.none': 'Nothing yet',
  'acts.gone': 'Deleted account',
  'acts.invitation-made': '{by} created an invitation',
  'acts.invitation-revoked': '{by} revoked an invitation',
  'acts.reset-link-made': '{by} created a reset link for {name}',
  'acts.administrator-on': '{by} made {name} an administrator',
  'acts.administrator-off': '{by} removed {name} as administrator',
  'acts.codes-off': '{by} turned off two-step verification for {name}',
  'acts.disabled': '{by} disabled {name}',
  'acts.enabled': '{by} enabled {name}',
  'acts.deleted': '{by} deleted an account',
});
