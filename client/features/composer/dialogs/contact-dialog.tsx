import { t } from '../../../i18n/t.ts';
import '../../../i18n/messages.ts';
import './dialog-messages.ts';
import type { JSX } from 'solid-js';
import { Dialog } from '../../../design/dialog.tsx';
import { useApp } from '../../app-context.ts';
import { createPeopleSearch } from '../../people-picker/create-people-search.ts';
import { PeopleSearch } from '../../people-picker/people-search.tsx';
import type { NewBody } from '../new-body.ts';

/** Somebody of this server, to be found by others. */
export const ContactDialog = (props: {
  readonly onSend: (body: NewBody) => void;
  readonly onClose: () => void;
}): JSX.Element => {
  const search = createPeopleSearch(useApp().channel);
  return (
    <Dialog title={t('new-contact.title')} closeLabel={t('app.close')} onClose={props.onClose}>
      <PeopleSearch
        search={search}
        autofocus
        icon="send"
        labelOf={(person) => t('new-contact.send', { name: person.name })}
        onPick={({ userId, number: by, name }) => props.onSend({ kind: 'contact', userId, by, name })}
      />
    </Dialog>
  );
};
