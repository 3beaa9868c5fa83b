// The buzzer's tone, for who wants to hear it.

const VOLUME = 0.08;

/** Off until a child switches it on: a room of 25 buzzers is loud. */
export class Sound {
  constructor() {
    this.isOn = false;
    this.hertz = 0;
    /** @type {{context: AudioContext, tone: OscillatorNode, volume: GainNode} | null} */
    this.voice = null;
  }

  /** To be called by a press: browsers let no page sing by itself. @param {boolean} isOn */
  turn(isOn) {
    this.isOn = isOn;
    if (isOn && this.voice === null) {
      const context = new AudioContext();
      const tone = new OscillatorNode(context, { type: "square" });
      const volume = new GainNode(context, { gain: 0 });
      tone.connect(volume).connect(context.destination);
      tone.start();
      this.voice = { context, tone, volume };
    }
    this.sing(this.hertz);
  }

  /** @param {number} hertz 0: silence */
  sing(hertz) {
    this.hertz = hertz;
    if (this.voice === null) return;
    this.voice.volume.gain.value = this.isOn && hertz ? VOLUME : 0;
    if (hertz) this.voice.tone.frequency.value = hertz;
  }
}
