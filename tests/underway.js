/* Keeps count of what is under way in a page: short timers, frames to be painted, files asked for, runs of the script.
   Every window of the tests' browser, and every frame in it, begins with this; `settle` in watching.py asks for it. */
(() => {
  const LONG_MS = 600; // what waits longer is no answer to what a visitor did
  const [HASH, METADATA, NEW_SESSION, RERUN] = [1, 2, 4, 11]; // fields of Streamlit's messages
  const awaited = new Set();
  const underway = (window.underway = { awaited, asked: 0, inDoubt: false });

  function count(begin, end, isShort) {
    const [first, last] = [window[begin], window[end]];
    window[begin] = (act, ...more) => {
      if (typeof act !== "function" || !isShort(...more)) return first.call(window, act, ...more);
      const number = first.call(window, (...given) => {
        awaited.delete(`${begin} ${number}`);
        act(...given);
      }, ...more);
      awaited.add(`${begin} ${number}`);
      return number;
    };
    window[end] = (number) => {
      awaited.delete(`${begin} ${number}`);
      last.call(window, number);
    };
  }
  count("setTimeout", "clearTimeout", (after = 0) => after <= LONG_MS);
  count("requestAnimationFrame", "cancelAnimationFrame", () => true);

  const { fetch } = window;
  window.fetch = (...asked) => {
    const answer = fetch.call(window, ...asked);
    const done = () => awaited.delete(answer);
    awaited.add(answer);
    answer.then(done, done);
    return answer;
  };

  /* The number at a place of a protocol buffer, and the place behind it. */
  function varint(bytes, at) {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      value |= (bytes[at] & 127) << shift;
      if (bytes[at++] < 128) return [value, at];
    }
  }

  /* Which field a message of Streamlit holds, beside what is in each. */
  function kind(bytes) {
    for (let at = 0, tag, length; at < bytes.length; at += length) {
      [tag, at] = varint(bytes, at);
      if (![HASH, METADATA].includes(tag >> 3)) return tag >> 3;
      [length, at] = varint(bytes, at);
    }
  }

  const { send } = WebSocket.prototype;
  const heard = new WeakSet();
  WebSocket.prototype.send = function (message) {
    if (!heard.has(this)) {
      heard.add(this);
      this.addEventListener("message", ({ data }) => {
        if (data instanceof ArrayBuffer && kind(new Uint8Array(data)) === NEW_SESSION) underway.asked = 0;
      });
    }
    if (message instanceof Uint8Array && kind(message) === RERUN) {
      underway.inDoubt ||= underway.asked > 0; // of two that were asked for at once there may be one run, or two
      underway.asked += 1;
    }
    return send.call(this, message);
  };
})();
