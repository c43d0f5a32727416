// A sound for what comes from the owner while nobody looks at it. It is off until it is asked for.
const ON = "porchlight.sound";
const ONCE = 1000; // ms in which the tabs of a browser ring once
const disk = porchlight.store("localStorage");
const isOn = () => disk.getItem(ON) === "1";
let audio;

// play makes two short tones, one above the other.
function play() {
  audio ??= new AudioContext();
  audio.resume();
  [660, 880].forEach((frequency, i) => {
    const start = audio.currentTime + i * .12;
    const tone = new OscillatorNode(audio, { frequency }), volume = new GainNode(audio, { gain: .1 });
    volume.gain.setTargetAtTime(0, start, .08);
    tone.connect(volume).connect(audio.destination);
    tone.start(start);
    tone.stop(start + .5);
  });
}

// ring is for the tab that has the bell; the others find it taken. Browsers let only a page play that was used: it goes first.
porchlight.ring = () => {
  if (isOn()) setTimeout(porchlight.bell, navigator.userActivation?.hasBeenActive ? 0 : 300, { ifAvailable: true }, bell => bell && new Promise(done => { play(); setTimeout(done, ONCE); }));
};
porchlight.bell = (options, hold) => navigator.locks ? navigator.locks.request("porchlight-bell", options, hold) : hold(true); // http has no locks

const show = () => document.getElementById("sound")?.setAttribute("aria-pressed", isOn());
document.addEventListener("click", ({ target }) => {
  if (target.id !== "sound") return;
  disk.setItem(ON, isOn() ? "0" : "1");
  show();
  if (isOn()) play(); // which lets the page play later, and says how it sounds
});
document.addEventListener("conversation:opened", show);
addEventListener("storage", show); // another tab changed it
show();
