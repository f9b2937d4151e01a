import { createMemo, type JSX } from 'solid-js';
import { encode } from 'uqr';
import style from './qr-code.module.css';

/** Modules of free ground around it, without which cameras do not find it. */
const QUIET = 4;

/** One path over all dark modules; runs of a row are one rectangle, so that no seams show between them. */
const pathOf = (rows: readonly (readonly boolean[])[]): string => {
  let path = '';
  rows.forEach((row, y) => {
    for (let x = 0; x < row.length; x++) {
      if (row[x] !== true) continue;
      const from = x;
      while (row[x + 1] === true) x++;
      path += `M${from + QUIET} ${y + QUIET}h${x - from + 1}v1H${from + QUIET}z`;
    }
  });
  return path;
};

/** Dark on white in every theme: many cameras read nothing else. Load it on demand; `label` says where it leads. */
export const QrCode = (props: { readonly text: string; readonly label: string }): JSX.Element => {
  const code = createMemo(() => encode(props.text, { ecc: 'M', border: 0 }));
  const side = () => code().size + 2 * QUIET;
  return (
    <svg class={style.code} viewBox={`0 0 ${side()} ${side()}`} role="img" aria-label={props.label}>
      <path d={pathOf(code().data)} />
    </svg>
  );
};
