const SIZE = 64;

const load = (src: string): Promise<HTMLImageElement> =>
  new Promise((resolve, reject) => {
    const image = new Image();
    image.onload = () => resolve(image);
    image.onerror = reject;
    image.src = src;
  });

/** The app's picture with a number in its corner. */
const draw = (picture: HTMLImageElement, count: number): string => {
  const canvas = document.createElement('canvas');
  canvas.width = SIZE;
  canvas.height = SIZE;
  const pen = canvas.getContext('2d');
  if (pen === null) return picture.src;
  pen.drawImage(picture, 0, 0, SIZE, SIZE);
  const text = count > 99 ? '99+' : String(count);
  const width = [40, 40, 50, 60][text.length] ?? 60;
  pen.fillStyle = '#b3261e';
  pen.beginPath();
  pen.roundRect(SIZE - width, SIZE - 40, width, 40, 20);
  pen.fill();
  pen.fillStyle = '#ffffff';
  pen.font = `bold ${text.length > 2 ? 28 : 34}px sans-serif`;
  pen.textAlign = 'center';
  pen.textBaseline = 'middle';
  pen.fillText(text, SIZE - width / 2, SIZE - 18);
  return canvas.toDataURL('image/png');
};

let newest = 0;

/** Shows how many conversations are unread on the tab's picture; 0 gives the picture alone. */
export const showUnread = async (count: number): Promise<void> => {
  newest += 1;
  const mine = newest;
  const link = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
  if (link === null) return;
  link.dataset.picture ??= link.href;
  const { picture } = link.dataset;
  const href = count === 0 ? picture : draw(await load(picture), count);
  if (mine !== newest) return;
  link.dataset.unread = String(count);
  link.href = href;
};
