import { t } from '../../i18n/t.ts';
import './messages.ts';
import type { JSX } from 'solid-js';
import type { Person } from '../../channel/person.ts';
import { Confirm } from '../../design/confirm.tsx';
import { useApp } from '../app-context.ts';
import { createBlock } from './create-block.ts';

/** Asks before blocking a person, and says what it does. */
export const BlockDialog = (props: {
  readonly person: Person;
  readonly onDone?: () => void;
  readonly onClose: () => void;
}): JSX.Element => {
  const app = useApp();
  const block = createBlock(app);
  return (
    <Confirm
      title={t('contacts.block.title', { name: props.person.name })}
      words={t('contacts.block.words')}
      act={t('contacts.block')}
      onAct={() => {
        const onDone = props.onDone;
        void block(props.person, true).then((done) => done && onDone?.());
      }}
      onClose={() => props.onClose()}
    />
  );
};
