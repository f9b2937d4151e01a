import { t } from '../../i18n/t.ts';
import '../../i18n/messages.ts';
import './messages.ts';
import type { JSX } from 'solid-js';
import { Page } from '../../design/page.tsx';
import { useApp } from '../app-context.ts';
import { PasswordSection } from '../password/password-section.tsx';
import { CodesSection } from './codes-section.tsx';
import { PasskeysSection } from './passkeys-section.tsx';

export const SecurityPage = (): JSX.Element => {
  const app = useApp();
  return (
    <Page title={t('security.title')} backLabel={t('app.back')} onBack={() => app.router.back()}>
      <PasswordSection />
      <PasskeysSection />
      <CodesSection />
    </Page>
  );
};
