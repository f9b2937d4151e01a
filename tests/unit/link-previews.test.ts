import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { hasHidden } from '../../shared/text/hidden-characters.ts';
import { decodePage } from '../../sync-server/link-previews/decode-page.ts';
import { fetchPublic } from '../../sync-server/link-previews/fetch-public.ts';
import { makePreview } from '../../sync-server/link-previews/make-preview.ts';
import { readPage } from '../../sync-server/link-previews/read-page.ts';
import { isPublicAddress } from '../../sync-server/public-internet/public-address.ts';
import { answerWith, PUBLIC, startFakeWeb } from '../support/fake-web.ts';

const BASE = new URL('https://example.org/a/page');
const ANY = { bytes: 10_000, ms: 5_000, accept: '*/*', isWanted: () => true };

describe('which addresses may be asked', () => {
  test.each([
    '127.0.0.1',
    '10.1.2.3',
    '172.31.0.1',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '224.0.0.1',
    '255.255.255.255',
    '198.18.0.1',
    '::1',
    '::',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '::7f00:1',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    '2001::1',
    'fc00::1',
    'fe80::1',
    'fe80::1%eth0',
    'fec0::1',
    'ff02::1',
    '2001:db8::1',
    'no address',
    '',
  ])('LINK-2 %s is not public', (address) => expect(isPublicAddress(address)).toBe(false));
  test.each([PUBLIC, '1.1.1.1', '172.32.0.1', '2606:4700:4700::1111'])('LINK-2 %s is public', (address) =>
    expect(isPublicAddress(address)).toBe(true),
  );
});

describe('asking the web', () => {
  const page = '<title>Tide tables</title>';

  test.each([
    'http://127.0.0.1/',
    'http://[::ffff:7f00:1]/',
    'http://0x7f000001/',
    'http://2130706433/',
    'http://127.1/',
    'http://169.254.169.254/latest/meta-data/',
    'http://name:word@example.org/',
    'http://example.org:8080/',
    'https://example.org:22/',
    'ftp://example.org/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'example.org',
    '',
  ])('LINK-2 nothing is connected for %s', async (url) => {
    const web = await startFakeWeb((socket) => answerWith(socket, page));
    expect(await fetchPublic(web, url, ANY)).toBeUndefined();
    expect(web.connections).toEqual([]);
  });

  it('LINK-2 a name that has one address inside is refused, and a name is looked up once for each connection', async () => {
    const web = await startFakeWeb((socket) => answerWith(socket, page));
    web.names.set('mixed.example', [[PUBLIC, '127.0.0.1']]);
    web.names.set('inside.example', [['10.0.0.1']]);
    web.names.set('none.example', [[]]);
    web.names.set('rebinds.example', [[PUBLIC], ['127.0.0.1']]);
    for (const name of ['mixed', 'inside', 'none'])
      expect(await fetchPublic(web, `http://${name}.example/`, ANY)).toBeUndefined();
    expect(web.connections).toEqual([]);
    // The address that was checked is the one that is connected.
    expect(await fetchPublic(web, 'http://rebinds.example/', ANY)).toBeDefined();
    expect(web.connections).toEqual([{ address: PUBLIC, port: 80 }]);
    expect(await fetchPublic(web, 'http://rebinds.example/', ANY)).toBeUndefined();
    expect(web.connections).toHaveLength(1);
  });

  test.each([
    'http://127.0.0.1/',
    'http://[::1]/',
    'http://inside.example/',
    'http://example.org:8080/',
    'gopher://example.org/',
    'http://user@example.org/',
  ])('LINK-2 a redirect to %s is not followed', async (location) => {
    const web = await startFakeWeb((socket) => answerWith(socket, '', { Location: location }, '302 Found'));
    web.names.set('inside.example', [['192.168.0.1']]);
    expect(await fetchPublic(web, 'http://example.org/', ANY)).toBeUndefined();
    expect(web.connections).toHaveLength(1);
  });

  it('LINK-3 follows five redirects and no more', async () => {
    const web = await startFakeWeb((socket, head) => {
      const left = Number(/ \/(\d+)/.exec(head)?.[1]);
      if (left === 0) answerWith(socket, page);
      else answerWith(socket, '', { Location: `/${left - 1}` }, '301 Moved');
    });
    expect((await fetchPublic(web, 'http://example.org/5', ANY))?.url.href).toBe('http://example.org/0');
    expect(await fetchPublic(web, 'http://example.org/6', ANY)).toBeUndefined();
  });

  it('LINK-3 reads no more than it wants, packed or not, and unpacks no bomb', async () => {
    const bomb = gzipSync(Buffer.alloc(40_000_000));
    const web = await startFakeWeb((socket, head) => {
      if (head.includes('/bomb')) answerWith(socket, bomb, { 'Content-Encoding': 'gzip' });
      else if (head.includes('/broken')) answerWith(socket, 'no gzip', { 'Content-Encoding': 'gzip' });
      else if (head.includes('/odd')) answerWith(socket, page, { 'Content-Encoding': 'zstd-but-not' });
      else if (head.includes('/long')) answerWith(socket, Buffer.alloc(5_000_000, 32));
      else answerWith(socket, gzipSync(page), { 'Content-Encoding': 'gzip' });
    });
    const before = process.memoryUsage().arrayBuffers;
    for (const path of ['bomb', 'long']) {
      const cut = await fetchPublic(web, `http://example.org/${path}`, ANY);
      expect(cut).toMatchObject({ isCut: true });
      expect(cut?.bytes).toHaveLength(ANY.bytes);
    }
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(10_000_000);
    expect(await fetchPublic(web, 'http://example.org/broken', ANY)).toBeUndefined();
    expect(await fetchPublic(web, 'http://example.org/odd', ANY)).toBeUndefined();
    expect(Buffer.from((await fetchPublic(web, 'http://example.org/', ANY))?.bytes ?? []).toString()).toBe(page);
  });

  it('LINK-3 gives up a server that drips, sends endless headers, or is no web server', async () => {
    const web = await startFakeWeb((socket, head) => {
      if (head.includes('/headers')) {
        socket.write('HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n');
        for (let i = 0; i < 2_000; i++) socket.write(`X-${i}: ${'x'.repeat(100)}\r\n`);
      } else if (head.includes('/other')) socket.end('SSH-2.0-OpenSSH\r\n');
      else if (head.includes('/upgrade'))
        socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n');
      else socket.write('HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<title>');
    });
    for (const path of ['headers', 'other', 'upgrade', 'drips'])
      expect(await fetchPublic(web, `http://example.org/${path}`, { ...ANY, ms: 400 })).toBeUndefined();
  });

  it('LINK-2 the picture of a page is asked for by the same rules, and left out when it breaks one', async () => {
    const png = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
    let picture = 'http://127.0.0.1/secret.png';
    const web = await startFakeWeb((socket, head) => {
      if (head.includes('/moved')) answerWith(socket, '', { Location: 'http://169.254.169.254/' }, '302 Found');
      else if (head.includes('/script'))
        answerWith(socket, '<svg onload=alert(1)>', { 'Content-Type': 'image/svg+xml' });
      else if (head.includes('.png')) answerWith(socket, png, { 'Content-Type': 'image/png' });
      else answerWith(socket, `<title>Tides</title><meta property="og:image" content="${picture}">`);
    });
    const ask = async (at: string) => {
      picture = at;
      return makePreview(web, 'http://example.org/');
    };
    for (const at of [
      'http://127.0.0.1/a.png',
      'http://[::1]/',
      '/moved',
      '/script',
      'data:image/png;base64,AAAA',
      'x:',
    ])
      expect(await ask(at)).toEqual({ title: 'Tides' });
    expect(web.connections.every(({ address }) => address === PUBLIC)).toBe(true);
    expect(await ask('/a.png')).toEqual({ title: 'Tides', picture: png.toString('base64') });
  });

  it('LINK-1 sends the address and nothing of the person or the conversation', async () => {
    let head = '';
    const web = await startFakeWeb((socket, given) => {
      head = given;
      answerWith(socket, page);
    });
    await makePreview(web, 'http://example.org/a?b#c');
    expect(head.split('\r\n')[0]).toBe('GET /a?b HTTP/1.1');
    expect(head).not.toMatch(/cookie|referer|authorization|accept-language|#c/i);
  });
});

/** What a server would send of a text in an encoding that Node only reads. */
const CYRILLIC_1251 = (text: string) =>
  Buffer.from(
    [...text].map((char) => (char >= 'А' && char <= 'я' ? (char.codePointAt(0) ?? 0) - 0x350 : char.charCodeAt(0))),
  );
const bytes = (hex: string) => Buffer.from(hex.replaceAll(' ', ''), 'hex');
const titled = (title: Buffer, meta = '') =>
  Buffer.concat([Buffer.from(`<html>${meta}<title>`), title, Buffer.from('</title></html>')]);
const titleOf = (page: Uint8Array, type = 'text/html') => readPage(decodePage(page, type), BASE)?.title;

describe('the characters of a page', () => {
  const privet = CYRILLIC_1251('Привет');
  // こんにちは, 안녕
  const [sjis, euckr, koi8] = [bytes('82b1 82f1 82c9 82bf 82cd'), bytes('bec8 b3e7'), bytes('f0d2 c9d7 c5d4')];

  it('LINK-4 are read as its header, its own word, or its language says, wherever the bytes agree', () => {
    expect(titleOf(titled(privet), 'text/html; charset=windows-1251')).toBe('Привет');
    expect(titleOf(titled(privet, '<meta charset="windows-1251">'))).toBe('Привет');
    expect(titleOf(titled(koi8), 'text/html;charset="KOI8-R"')).toBe('Привет');
    expect(titleOf(titled(sjis, '<meta http-equiv=Content-Type content="text/html; charset=Shift_JIS">'))).toBe(
      'こんにちは',
    );
    expect(titleOf(titled(euckr), 'text/html; charset=euc-kr')).toBe('안녕');
    expect(titleOf(Buffer.concat([Buffer.from('<html lang="ru"><title>'), privet, Buffer.from('</title>')]))).toBe(
      'Привет',
    );
    expect(titleOf(Buffer.concat([Buffer.from('<html lang=ja><title>'), sjis, Buffer.from('</title>')]))).toBe(
      'こんにちは',
    );
    // Declared wrongly: the bytes are UTF-8, or not at all what the header says.
    expect(titleOf(Buffer.from('<title>Привет</title>'), 'text/html; charset=iso-8859-1')).toBe('Привет');
    expect(titleOf(titled(privet, '<meta charset=windows-1251>'), 'text/html; charset=utf-8')).toBe('Привет');
    expect(titleOf(titled(Buffer.from('caf\xe9', 'latin1')), 'text/html; charset=nonsense')).toBe('café');
    const wide = Buffer.from('<title>Привет</title>', 'utf16le');
    expect(titleOf(wide)).toBe('Привет');
    expect(titleOf(Buffer.concat([bytes('fffe'), wide]))).toBe('Привет');
    expect(titleOf(Buffer.concat([bytes('feff'), Buffer.from(wide).swap16()]))).toBe('Привет');
  });

  it('LINK-4 end well when the page is cut within a character', () => {
    const page = titled(Buffer.from('Привет'));
    expect(titleOf(Buffer.concat([page, Buffer.from('ж').subarray(0, 1)]))).toBe('Привет');
  });
});

describe('what a page says of itself', () => {
  const read = (html: string) => readPage(html, BASE);

  it('LINK-5 prefers what is meant for previews, and takes its picture from the page’s own address', () => {
    const html = `<head><title>Plain</title><base href="/other/"><meta name="description" content="Words">
      <meta property="og:title" content="Shown"><meta property="og:image" content="pic.png"></head>`;
    expect(read(html)).toEqual({ title: 'Shown', text: 'Words', picture: 'https://example.org/other/pic.png' });
    expect(read('<meta property="og:title" content=" "><title>Plain</title>')?.title).toBe('Plain');
  });

  // Each of these would take its parser minutes.
  it.each([
    ['opened', '<b>'.repeat(340_000)],
    ['opened, then others closed', '<b>'.repeat(170_000) + '</i>'.repeat(170_000)],
    ['opened and closed', '<b></b>'.repeat(150_000)],
    ['of attributes', `<b ${Array.from({ length: 150_000 }, (_, i) => `a${i}`).join(' ')}>`],
  ])('LINK-3 a page of nothing but tags %s is read up to a bound', (_, tags) => {
    expect(read(`<title>Tides</title>${tags}<meta property="og:title" content="Late">`)?.title).toBe('Tides');
  });

  it('LINK-3 reads on after the head of a page only if that has no title', () => {
    const meta = '<meta property="og:title" content="Late">';
    expect(read(`<head><title>Tides</title></head><body>${meta}`)?.title).toBe('Tides');
    expect(read(`<head></head><body>${meta}`)?.title).toBe('Late');
  });

  it('LINK-4 a header of blanks costs no more than its first characters', () => {
    const header = `text/html; ${'charset '.repeat(2)}${' '.repeat(200_000)}`;
    expect(decodePage(Buffer.from('tide'), header)).toBe('tide');
    expect(decodePage(Buffer.from([0xf5]), `text/html;${' '.repeat(300)}charset=iso-8859-2`)).toBe('õ');
  });

  it('LINK-5 takes no title from scripts, comments, drawings or attributes', () => {
    for (const hidden of [
      '<script>"<title>Wrong</title>"</script>',
      '<!-- <title>Wrong</title> -->',
      '<svg><title>Wrong</title></svg>',
      '<style>/*<title>Wrong</title>*/</style>',
      '<textarea><title>Wrong</title></textarea>',
      '<a title="<title>Wrong</title>"></a>',
    ])
      expect(read(`${hidden}<title>Right</title>`)?.title).toBe('Right');
  });

  it('LINK-5 decodes entities once, and makes one line that nothing turns, hides or breaks', () => {
    expect(read('<title>Fish &amp; Chips &#039;n&#x27; &amp;amp; more</title>')?.title).toBe(
      "Fish & Chips 'n' &amp; more",
    );
    expect(read('<title>\n  two\n\tlines </title>')?.title).toBe('two lines');
    expect(read('<title>safe\u{202E}gpj.exe</title>')?.title).toBe('safegpj.exe');
    expect(read('<title>\u{200B}\u{2800}</title>')).toBeUndefined();
    expect(read(`<title>${'long '.repeat(10_000)}</title>`)?.title.length).toBeLessThanOrEqual(200);
    expect(read('<title>never closed'.repeat(1_000))?.title.length).toBeLessThanOrEqual(200);
  });

  it('LINK-5 never fails and never gives a line that a message may not hold', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        '<title>',
        '</title>',
        '<svg>',
        '</svg>',
        '<meta property="og:title" content="',
        '">',
        '&#x202e;',
        '&',
      ),
    );
    fc.assert(
      fc.property(fc.array(piece), fc.uint8Array(), (pieces, raw) => {
        for (const html of [
          pieces.join(''),
          decodePage(raw, 'text/html'),
          decodePage(Buffer.from(pieces.join('')), ''),
        ]) {
          const page = readPage(html, BASE);
          if (page !== undefined) expect(page.title !== '' && !hasHidden(page.title)).toBe(true);
        }
      }),
    );
  });
});
