import { t } from '../../../i18n/t.ts';
import '../messages.ts';
import { createSignal, For, type JSX } from 'solid-js';
import type { CreateGroupLink } from '../../../../shared/protocol/http-groups.ts';
import { Button } from '../../../design/button.tsx';
import { Switch } from '../../../design/switch.tsx';
import style from './links-page.module.css';

/** 0: no expiry. */
const DAYS = [1, 7, 30, 0] as const;
const USES = [0, 1, 10, 50] as const;

const Select = (props: {
  readonly label: string;
  readonly values: readonly number[];
  readonly value: number;
  readonly nameOf: (value: number) => string;
  readonly onPick: (value: number) => void;
}): JSX.Element => (
  <label class={style.select}>
    {props.label}
    <select onChange={(event) => props.onPick(Number(event.currentTarget.value))}>
      <For each={props.values}>
        {(value) => (
          <option value={value} selected={value === props.value}>
            {props.nameOf(value)}
          </option>
        )}
      </For>
    </select>
  </label>
);

/** The form for a new link: what it allows, and for how long. */
export const LinkForm = (props: {
  readonly busy: boolean;
  readonly disabled: boolean;
  readonly onCreate: (wish: CreateGroupLink) => void;
}): JSX.Element => {
  const [approval, setApproval] = createSignal(false);
  const [days, setDays] = createSignal<number>(7);
  const [uses, setUses] = createSignal<number>(0);
  return (
    <form
      class={style.form}
      onSubmit={(event) => {
        event.preventDefault();
        props.onCreate({
          approval: approval(),
          ...(days() === 0 ? {} : { days: days() }),
          ...(uses() === 0 ? {} : { uses: uses() }),
        });
      }}
    >
      <Switch
        label={t('group.links.approval')}
        words={t('group.links.approval.words')}
        on={approval()}
        onChange={setApproval}
      />
      <div class={style.selects}>
        <Select
          label={t('group.links.expiry')}
          values={DAYS}
          value={days()}
          nameOf={(value) => (value === 0 ? t('group.links.days.none') : t('group.links.days', { count: value }))}
          onPick={setDays}
        />
        <Select
          label={t('group.links.uses')}
          values={USES}
          value={uses()}
          nameOf={(value) => (value === 0 ? t('group.links.uses.none') : t('group.links.uses.count', { count: value }))}
          onPick={setUses}
        />
      </div>
      <Button type="submit" variant="main" disabled={props.busy || props.disabled}>
        {t(props.busy ? 'group.links.busy' : 'group.links.create')}
      </Button>
    </form>
  );
};
