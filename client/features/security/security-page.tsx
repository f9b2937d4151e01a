import { t } from '../../i18n/t.ts';
import '../../i18n/messages.ts';
import './messages.ts';
import { type JSX, lazy } from 'solid-js';
import { Contained } from '../../design/contained.tsx';
import { Page } from '../../design/page.tsx';
import { useApp } from '../app-context.ts';
import { PasswordSection } from '../password/password-section.tsx';
import { CodesSection } from './codes-section.tsx';
import { PasskeysSection } from './passkeys-section.tsx';

const TokensSection = lazy(async () => ({ default: (await import('../programs/tokens-section.tsx')).TokensSection }));

export const SecurityPage = (): JSX.Element => {
  const app = useApp();
  return (
    <Page title={t('security.title')} backLabel={t('app.back')} onBack={() => app.router.back()}>
      <PasswordSection />
      <PasskeysSection />
      <CodesSection />
      <Contained>
        <TokensSection />
      </Contained>
    </Page>
  );
};
