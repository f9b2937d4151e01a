import type { JSX } from 'solid-js';
import { Page } from '../../design/page.tsx';
import { a } from '../../words/account-words.ts';
import { t } from '../../words/t.ts';
import { useApp } from '../app-context.ts';
import { ExportSection } from './export-section.tsx';
import { LeaveSection } from './leave-section.tsx';

export const OwnDataPage = (): JSX.Element => {
  const app = useApp();
  return (
    <Page title={a('data.title')} backLabel={t('app.back')} onBack={() => app.router.back()}>
      <ExportSection />
      <LeaveSection />
    </Page>
  );
};
