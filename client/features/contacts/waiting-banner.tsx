import { t } from '../../i18n/t.ts';
import './messages.ts';
import type { JSX } from 'solid-js';
import { Banner } from '../../design/banner.tsx';

/** What one does not see until the other person has answered. */
export const WaitingBanner = (props: { readonly name: string }): JSX.Element => (
  <Banner tone="tide" icon="clock">
    {t('contacts.waiting', { name: props.name })}
  </Banner>
);
