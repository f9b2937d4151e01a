import type { Page } from 'playwright-core';

/** A video of a moving square, as the page's own recorder makes it. */
export const recordVideo = async (page: Page, ms: number): Promise<Uint8Array> => {
  const base64 = await page.evaluate(async (length) => {
    const canvas = document.createElement('canvas');
    canvas.width = 320;
    canvas.height = 180;
    const context = canvas.getContext('2d');
    const recorder = new MediaRecorder(canvas.captureStream(20), { mimeType: 'video/webm;codecs=vp8' });
    const parts: Blob[] = [];
    const first = new Promise((resolve) => recorder.addEventListener('dataavailable', resolve, { once: true }));
    recorder.ondataavailable = ({ data }) => void parts.push(data);
    const stopped = new Promise((resolve) => recorder.addEventListener('stop', resolve));
    let frame = 0;
    const draw = (): void => {
      if (context === null) return;
      context.fillStyle = '#3f6f78';
      context.fillRect(0, 0, 320, 180);
      context.fillStyle = '#f0b45b';
      context.fillRect((frame * 7) % 320, 60, 60, 60);
      frame += 1;
    };
    const timer = setInterval(draw, 50);
    // Its first part is as long as was asked for.
    recorder.start(length);
    await first;
    recorder.stop();
    clearInterval(timer);
    await stopped;
    const bytes = new Uint8Array(await new Blob(parts).arrayBuffer());
    let text = '';
    for (const byte of bytes) text += String.fromCharCode(byte);
    return btoa(text);
  }, ms);
  return new Uint8Array(Buffer.from(base64, 'base64'));
};

/** A tone as a voice message is recorded: a file that does not say its own length. */
export const recordVoice = async (page: Page, ms: number): Promise<Uint8Array> => {
  const base64 = await page.evaluate(async (length) => {
    const context = new AudioContext();
    const tone = context.createOscillator();
    const end = context.createMediaStreamDestination();
    tone.connect(end);
    tone.start();
    const recorder = new MediaRecorder(end.stream, { mimeType: 'audio/webm;codecs=opus' });
    const parts: Blob[] = [];
    const first = new Promise((resolve) => recorder.addEventListener('dataavailable', resolve, { once: true }));
    recorder.ondataavailable = ({ data }) => void parts.push(data);
    const stopped = new Promise((resolve) => recorder.addEventListener('stop', resolve));
    // Its first part is as long as was asked for.
    recorder.start(length);
    await first;
    recorder.stop();
    await stopped;
    const bytes = new Uint8Array(await new Blob(parts).arrayBuffer());
    let text = '';
    for (const byte of bytes) text += String.fromCharCode(byte);
    return btoa(text);
  }, ms);
  return new Uint8Array(Buffer.from(base64, 'base64'));
};
