/** Hertz: a fifth, upwards. */
const NOTES = [587.33, 880];
/** Seconds between the notes, and how long each rings. */
const APART = 0.13;
const RINGS = 0.5;
/** A twentieth of full loudness: to be noticed in a quiet room, not to startle in it. */
const LOUDNESS = 0.05;

/** Two soft notes, made here so that nothing has to be fetched. Browsers may silence a page that nobody has touched. */
export const playSound = (): void => {
  if (!('AudioContext' in window)) return;
  const audio = new AudioContext();
  const start = audio.currentTime + 0.02;
  for (const [at, pitch] of NOTES.entries()) {
    const tone = audio.createOscillator();
    const volume = audio.createGain();
    const begins = start + at * APART;
    tone.frequency.value = pitch;
    volume.gain.setValueAtTime(0, begins);
    volume.gain.linearRampToValueAtTime(LOUDNESS, begins + 0.015);
    volume.gain.exponentialRampToValueAtTime(LOUDNESS / 500, begins + RINGS);
    tone.connect(volume).connect(audio.destination);
    tone.start(begins);
    tone.stop(begins + RINGS);
  }
  setTimeout(() => void audio.close(), (RINGS + APART * NOTES.length + 1) * 1_000);
};
