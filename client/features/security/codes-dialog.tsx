import { t } from '../../i18n/t.ts';
import '../../i18n/messages.ts';
import './messages.ts';
import { createSignal, For, type JSX, Match, Switch } from 'solid-js';
import { Button } from '../../design/button.tsx';
import { Dialog } from '../../design/dialog.tsx';
import { Field } from '../../design/field.tsx';
import { QrCode } from '../../design/qr-code.tsx';
import { useApp } from '../app-context.ts';
import { copyText } from '../copy-text.ts';
import { saveFile } from '../own-data/save-file.ts';
import { type CodesStep, type CodesWish, createCodes } from './create-codes.ts';
import { Problem } from './problem.tsx';
import style from './security.module.css';

const TITLES = {
  on: 'security.codes',
  off: 'security.codes.switch-off',
  new: 'security.codes.new',
} as const;

const at = <K extends CodesStep['kind']>(step: CodesStep, kind: K): Extract<CodesStep, { kind: K }> | undefined =>
  step.kind === kind ? (step as Extract<CodesStep, { kind: K }>) : undefined;

const keyOf = (uri: string): string =>
  (new URL(uri).searchParams.get('secret') ?? '').replaceAll(/(.{4})(?=.)/g, '$1 ');

export const CodesDialog = (props: {
  readonly what: CodesWish;
  readonly onChanged: () => void;
  readonly onClose: () => void;
}): JSX.Element => {
  const app = useApp();
  const [text, setText] = createSignal('');
  // The purpose is fixed when the dialog opens.
  const { what } = props;
  const codes = createCodes(what, {
    changed: () => props.onChanged(),
    finished: () => {
      app.say(t('security.codes.gone'));
      props.onClose();
    },
  });
  const copy = (words: string) => void copyText(app, words, t('security.codes.copied'));
  const Form = (own: {
    readonly onSubmit: () => void;
    readonly act: string;
    readonly children: JSX.Element;
  }): JSX.Element => (
    <form
      class={style.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        own.onSubmit();
        setText('');
      }}
    >
      {own.children}
      <Problem is={codes.problem()} />
      <Button type="submit" variant="main" disabled={codes.busy()}>
        {own.act}
      </Button>
    </form>
  );
  return (
    <Dialog
      title={codes.step().kind === 'recovery' ? t('security.codes.recovery.title') : t(TITLES[what])}
      closeLabel={t('app.close')}
      onClose={props.onClose}
    >
      <Switch>
        <Match when={at(codes.step(), 'password')}>
          <Form
            onSubmit={() => codes.begin(text())}
            act={what === 'off' ? t('security.codes.switch-off') : t('security.codes.next')}
          >
            <Field
              label={t('security.codes.password')}
              hint={what === 'new' ? t('security.codes.new.words') : undefined}
              type="password"
              autocomplete="current-password"
              value={text()}
              onText={setText}
            />
          </Form>
        </Match>
        <Match when={at(codes.step(), 'scan')}>
          {(scan) => (
            <Form onSubmit={() => codes.check(text())} act={t('security.codes.check')}>
              <p>{t('security.codes.scan')}</p>
              <div class={style.code}>
                <QrCode text={scan().uri} label={t('security.codes.label')} />
                <code class={style.key}>{keyOf(scan().uri)}</code>
                <Button onClick={() => copy(keyOf(scan().uri).replaceAll(' ', ''))}>
                  {t('security.codes.key.copy')}
                </Button>
              </div>
              <Field
                label={t('security.codes.enter')}
                inputMode="numeric"
                autocomplete="one-time-code"
                value={text()}
                onText={setText}
              />
            </Form>
          )}
        </Match>
        <Match when={at(codes.step(), 'recovery')}>
          {(recovery) => (
            <>
              <p>{t('security.codes.recovery.words')}</p>
              <ul class={style.codes}>
                <For each={recovery().codes}>{(code) => <li>{code}</li>}</For>
              </ul>
              <div class={style.row}>
                <Button onClick={() => copy(recovery().codes.join('\n'))}>{t('security.codes.copy')}</Button>
                <Button
                  onClick={() => saveFile('skerry-recovery-codes.txt', new Blob([`${recovery().codes.join('\n')}\n`]))}
                >
                  {t('security.codes.download')}
                </Button>
                <Button variant="main" onClick={() => props.onClose()}>
                  {t('security.codes.kept')}
                </Button>
              </div>
            </>
          )}
        </Match>
      </Switch>
    </Dialog>
  );
};
