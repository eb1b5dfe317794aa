/* The page that tells whether a PDF is the one that the site offers: computes the checksum of a file, reads from the
   data inside which issue it is, and leads to that issue's page, which compares (site.js). Nothing leaves the reader's
   machine, and nothing is fetched, so it works from a disk as well. */
"use strict";

(() => {
  const form = document.querySelector("[data-verify]");
  const input = form.elements.file;
  const verdict = form.querySelector("[data-verdict]");
  const LARGEST = 500 * 1024 * 1024;

  // ---- SHA-256. Source: FIPS 180-4. That of browsers is there for pages of https only.

  const primes = [];
  for (let n = 2; primes.length < 64; n++) if (primes.every(prime => n % prime)) primes.push(n);
  const bits = root => (root - Math.floor(root)) * 2 ** 32 | 0;
  const ROUNDS = Int32Array.from(primes, prime => bits(Math.cbrt(prime)));
  const turned = (word, by) => word >>> by | word << 32 - by;

  function sha256(bytes) {
    const length = bytes.length;
    const padded = new Uint8Array((length + 72) >> 6 << 6);
    padded.set(bytes);
    padded[length] = 0x80;
    const view = new DataView(padded.buffer);
    view.setUint32(padded.length - 8, Math.floor(length / 2 ** 29));
    view.setUint32(padded.length - 4, length * 8 % 2 ** 32);
    const state = Int32Array.from(primes.slice(0, 8), prime => bits(Math.sqrt(prime)));
    const words = new Int32Array(64);
    for (let at = 0; at < padded.length; at += 64) {
      for (let n = 0; n < 16; n++) words[n] = view.getInt32(at + 4 * n);
      for (let n = 16; n < 64; n++) {
        const low = words[n - 15], high = words[n - 2];
        words[n] = words[n - 16] + words[n - 7]
          + (turned(low, 7) ^ turned(low, 18) ^ low >>> 3) + (turned(high, 17) ^ turned(high, 19) ^ high >>> 10);
      }
      let [a, b, c, d, e, f, g, h] = state;
      for (let n = 0; n < 64; n++) {
        const one = h + (turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)) + (e & f ^ ~e & g) + ROUNDS[n] + words[n] | 0;
        const two = (turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + (a & b ^ a & c ^ b & c) | 0;
        [h, g, f, e, d, c, b, a] = [g, f, e, d + one | 0, c, b, a, one + two | 0];
      }
      [a, b, c, d, e, f, g, h].forEach((word, n) => { state[n] += word; });
    }
    return Array.from(state, word => (word >>> 0).toString(16).padStart(8, "0")).join("");
  }

  // ---- which issue a PDF says that it is

  /* A stream's dictionary is never compressed, so the files inside a PDF can be found without reading its structure. */
  async function identity(bytes) {
    const text = new TextDecoder("latin1").decode(bytes);
    for (const found of text.matchAll(/\/EmbeddedFile\b/g)) {
      const start = text.indexOf("stream", found.index);
      if (start < 0) break;
      const dictionary = text.slice(text.lastIndexOf(" obj", found.index), start);
      const length = Number(/\/Length (\d+)(?! \d+ R)/.exec(dictionary)?.[1]);
      const from = start + (text.startsWith("stream\r\n", start) ? 8 : 7);
      const data = length && await issueData(bytes.subarray(from, from + length), dictionary.includes("/FlateDecode"));
      if (data) return data;
    }
    return null;
  }

  async function issueData(bytes, packed) {
    try {
      const stream = new Blob([bytes]).stream();
      const text = await new Response(packed ? stream.pipeThrough(new DecompressionStream("deflate")) : stream).text();
      const data = JSON.parse(text);
      return /^[a-z][a-z0-9-]*\/\d{4}\/z?\d+$/.test(data.id) && data.publication ? data : null;
    } catch {
      return null;
    }
  }

  // ---- what is told

  function tell(...lines) {
    verdict.replaceChildren(...lines.map(line => {
      const paragraph = document.createElement("p");
      paragraph.append(...[line].flat());
      return paragraph;
    }));
  }

  function element(name, text, href) {
    const made = document.createElement(name);
    made.textContent = text;
    if (href) made.href = href;
    return made;
  }

  async function verify(file) {
    if (file.size > LARGEST) {
      tell("这个文件太大，网页里算不了；请按下面的办法自己核对。");
      return;
    }
    tell("正在计算……");
    const bytes = new Uint8Array(await file.arrayBuffer());
    const checksum = ["校验码（SHA-256）：", element("code", sha256(bytes))];
    if (!String.fromCharCode(...bytes.subarray(0, 1024)).includes("%PDF-")) {
      tell("这个文件不是 PDF。", checksum);
      return;
    }
    const data = await identity(bytes);
    if (!data) {
      tell("这份 PDF 里看不出是哪一期：可能不是本站提供的，也可能被别的软件另存过。", checksum,
        "如果知道是哪一期，请打开那一期的网页，与页面下方的校验码比对。");
      return;
    }
    const name = `${data.publication.title}${data.year}年${data.number_text}`;
    const page = new URL(`${form.dataset.root}${data.id}/index.html#sha256-${checksum[1].textContent}`, location.href);
    const link = element("a", "打开这一期，看是否一致", page.href);
    link.className = "button";
    tell(`这份 PDF 自称是《${name}》。真假要与本站这一期的网页比对：`, link, checksum,
      "如果打开后没有这一页，就是本站没有这一期。");
  }

  form.hidden = false;
  form.addEventListener("submit", event => event.preventDefault());
  input.addEventListener("change", () => {
    if (input.files.length) verify(input.files[0]).catch(() => tell("这个文件读不出来，请再选一次。"));
    else tell();
  });
})();
