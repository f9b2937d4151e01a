import { t } from '../../../i18n/t.ts';
import './dialog-messages.ts';
import { createSignal, type JSX } from 'solid-js';
import { LIMITS } from '../../../../shared/protocol/limits.ts';
import { Button } from '../../../design/button.tsx';
import { Field } from '../../../design/field.tsx';
import { FormDialog } from '../../../design/form-dialog.tsx';
import { Icon } from '../../../design/icon.tsx';
import type { NewBody } from '../new-body.ts';
import style from './dialogs.module.css';
import { type Located, locate } from './locate.ts';
import { parseCoordinates } from './parse-coordinates.ts';

/** A place: where this device is, or coordinates typed or pasted. Nothing is asked of any map. */
export const LocationDialog = (props: {
  readonly onSend: (body: NewBody) => void;
  readonly onClose: () => void;
}): JSX.Element => {
  const [text, setText] = createSignal('');
  const [label, setLabel] = createSignal('');
  const [tried, setTried] = createSignal(false);
  const [searching, setSearching] = createSignal(false);
  const [found, setFound] = createSignal<Located>();
  const place = () => parseCoordinates(text());

  const find = async (): Promise<void> => {
    setSearching(true);
    setFound(undefined);
    const result = await locate();
    setSearching(false);
    setFound(result);
    if (!result.ok) return;
    const { latitude, longitude } = result.value.at;
    setText(`${latitude.toFixed(6)}, ${longitude.toFixed(6)}`);
  };
  const status = (): string => {
    if (searching()) return t('new-location.searching');
    const result = found();
    if (result === undefined) return t('new-location.private');
    return result.ok
      ? t('new-location.found', { count: result.value.metres })
      : t(`new-location.failed.${result.error}`);
  };
  const hint = (): string => {
    const at = place();
    if (at === undefined) return t('new-location.coordinates.hint');
    return t('new-location.will', { latitude: String(at.latitude), longitude: String(at.longitude) });
  };
  const submit = (): void => {
    setTried(true);
    const at = place();
    if (at === undefined) return;
    const name = label().trim();
    props.onSend({ kind: 'location', ...at, ...(name === '' ? {} : { text: name }) });
  };
  return (
    <FormDialog title={t('new-location.title')} act={t('new-location.send')} onSubmit={submit} onClose={props.onClose}>
      <div class={style.locate}>
        <Button disabled={searching()} onClick={() => void find()}>
          <Icon name="place" />
          {t('new-location.mine')}
        </Button>
        <p class={style.note} role="status" data-problem={found()?.ok === false ? '' : undefined}>
          {status()}
        </p>
      </div>
      <Field
        label={t('new-location.coordinates')}
        dir="ltr"
        autocomplete="off"
        spellcheck={false}
        maxLength={200}
        value={text()}
        hint={hint()}
        problem={tried() && place() === undefined ? t('new-location.coordinates.problem') : undefined}
        onText={setText}
      />
      <Field
        label={t('new-location.label')}
        dir="auto"
        autocomplete="off"
        maxLength={LIMITS.nameCharacters}
        value={label()}
        onText={setLabel}
      />
    </FormDialog>
  );
};
