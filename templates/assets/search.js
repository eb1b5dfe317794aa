/* The search page: asks the index for what was typed. Loads scripts alone, so it works from a disk as well.
   Its other half is the room `search` of the program, which makes the index; both must be changed together. */
"use strict";

(() => {
  const form = document.querySelector("[data-search]");
  const input = form.elements.q;
  const list = document.querySelector("[data-results]");
  const status = document.querySelector("[data-status]");
  const more = document.querySelector("[data-more]");
  const root = new URL(form.dataset.root, location.href);
  const BLOCK = 256, SLOT_BITS = 14, PART = 1200, OFTEN = 4;
  const TOGETHER = 2, LONG = 4, MANY = 200, TELLING = .9, EDGE = 120;
  const COMMON = "的一是在不了有和人这中大为上个国以要会对部全市县区局安生产工作业开展检查组织单位各实问题情况及时关重点防管理监督责任落行政府委办公室镇街道年月日，。、：；“”（）";
  const SHOWN = 20, BEFORE = 30, AFTER = 90, LONGEST_MARK = 60, STEP = 5, WAIT = 250;

  // ---- files

  const loads = new Map();
  window.bulletinSearch = value => document.currentScript.take(value);

  /* Load what a script file holds, once. */
  function load(path, version) {
    if (!loads.has(path)) {
      loads.set(path, new Promise((resolve, reject) => {
        const script = document.createElement("script");
        script.take = resolve;
        script.onload = () => { script.remove(); reject(new Error(path)); };
        script.onerror = () => { script.remove(); loads.delete(path); reject(new Error(path)); };
        script.src = new URL(`${path}?v=${version}`, root).href;
        document.head.append(script);
      }));
    }
    return loads.get(path);
  }

  // ---- text and numbers, as the program writes them

  const normalSign = sign => sign.normalize("NFKC").toLowerCase().replace(/[\p{Cc}\p{Cf}\p{Z}]/gu, "");
  const normal = text => Array.from(text, normalSign).join("");

  const SIGNS = Array.from({length: 94}, (_, i) => String.fromCharCode(33 + i)).filter(s => s !== '"' && s !== "\\");
  const BASE = SIGNS.length / 2;
  const DIGITS = new Map(SIGNS.map((sign, i) => [sign.charCodeAt(0), i]));

  function numbers(text) {
    const found = [];
    for (let i = 0, number = 0; i < text.length; i += 1) {
      const digit = DIGITS.get(text.charCodeAt(i));
      number = number * BASE + digit % BASE;
      if (digit >= BASE) {
        found.push(number);
        number = 0;
      }
    }
    return found;
  }

  const signed = number => number % 2 ? -(number + 1) / 2 : number / 2;

  /* Return the slot of a gram, by which its bucket is found. */
  function slotOf(gram) {
    const sum = Array.from(gram).reduce((rest, sign) => Math.imul(rest ^ sign.codePointAt(0), 0x9e3779b1), 0x811c9dc5);
    return sum >>> 32 - SLOT_BITS;
  }

  // ---- volumes: all issues of a publication in a year

  let site = null;

  async function open() {
    if (site) return site;
    const data = await load("search/volumes.js", Math.floor(Date.now() / 60000));
    const titles = new Map(data.publications);
    const volumes = data.volumes.map(([name, slug, year, written]) => {
      const volume = {name, slug, year, title: titles.get(slug), issues: [], starts: []};
      const values = numbers(written);
      for (let i = 0, number = 0, day = 0, block = 0; i < values.length; i += 3) {
        number += signed(values[i]);
        day += signed(values[i + 1]);
        volume.issues.push({volume, index: i / 3, number: number >> 1, supplement: number & 1, day, start: block * BLOCK});
        volume.starts.push(block * BLOCK);
        block += values[i + 2];
      }
      return volume;
    });
    site = {...data, volumes, byName: new Map(volumes.map(volume => [volume.name, volume]))};
    return site;
  }

  function issueAt(volume, place) {
    let low = 0, high = volume.starts.length;
    while (high - low > 1) {
      const middle = low + high >> 1;
      if (volume.starts[middle] <= place) low = middle; else high = middle;
    }
    return volume.issues[low];
  }

  // ---- the index

  const entries = new Map();

  /* Return what the index says of a gram: by volume its places or, where it is common, its issues with counts. */
  function ask(gram) {
    if (!entries.has(gram)) entries.set(gram, answer(gram));
    return entries.get(gram);
  }

  async function answer(gram) {
    const bucket = slotOf(gram) >>> SLOT_BITS - site.bits;
    const path = `search/index/${bucket.toString(16).padStart(3, "0")}.js`;
    const length = Array.from(gram).length;
    const [rare, common] = [96, 64].map(code => ` ${String.fromCharCode(code + length)}${gram}`);
    const found = new Map();
    for (const line of await load(path, site.version)) {
      const volume = site.byName.get(line.slice(0, line.indexOf(" ")));
      if (!volume) continue;
      const places = entryIn(line, rare), counts = entryIn(line, common);
      if (places !== null) found.set(volume, {places: summed(numbers(places))});
      else if (counts !== null) found.set(volume, {counts: counted(numbers(counts))});
    }
    return found;
  }

  function entryIn(line, key) {
    const start = line.indexOf(key);
    if (start < 0) return null;
    const end = line.indexOf(" ", start + key.length);
    return line.slice(start + key.length, end < 0 ? undefined : end);
  }

  function summed(steps) {
    let sum = 0;
    return steps.map(step => sum += step);
  }

  function counted(values) {
    let issue = -1;
    return new Map(values.map(value => [issue += Math.floor(value / OFTEN) + 1, value % OFTEN + 1]));
  }

  /* Return the issues that hold a text, each with how often and, where it is known, its first place.

     The text is covered by tiles of two characters, of which the rarer are asked for first. Where few issues are left,
     their texts decide. A tile that is common in a volume grows until it is not. `early` is told once of issues that
     may hold the text, where it takes long to be sure. */
  async function holding(text, early = () => {}) {
    const signs = Array.from(text), known = new Map(), found = new Map();
    const gram = (from, to) => signs.slice(from, to).join("");
    const learn = async one => known.set(one, await ask(one));
    const waiting = tilesOf(signs);
    let volumes = site.volumes.map(volume => ({volume, tiles: waiting.slice(0, 1)})), told = false;
    waiting.shift();
    for (;;) {
      const wanted = new Set(volumes.flatMap(({tiles}) => tiles.map(([from, to]) => gram(from, to))));
      await Promise.all([...wanted].filter(one => !known.has(one)).map(learn));
      volumes = volumes.map(one => common(one, one.tiles.map(([from, to]) => known.get(gram(from, to)).get(one.volume))))
        .filter(Boolean);
      const hits = volumes.flatMap(one => [...one.hits]);
      const located = volumes.every(one => one.hits.size);
      if (signs.length > 2 && located && hits.length <= SHOWN && signs.length <= EDGE) {
        for (const [issue, hit] of await confirmed(hits, text)) found.set(issue, hit);
        return found;
      }
      if (!told && located && known.size >= LONG && hits.length > MANY) {
        told = true;
        early([...found, ...hits]);
      }
      if (!waiting.length) {
        volumes = volumes.filter(one => {
          const own = known.get(gram(0, signs.length))?.get(one.volume);
          if (own?.counts) for (const [index, count] of own.counts) found.set(one.volume.issues[index], {count, places: []});
          else if (one.exact) for (const [issue, hit] of one.hits) found.set(issue, hit);
          return !own?.counts && !one.exact;
        });
      }
      if (!volumes.length) return found;
      grow(volumes, signs, {all: !waiting.length});
      const next = waiting.shift();
      if (next) for (const one of volumes) one.tiles.push(next);
    }
  }

  /* Return the tiles of a text, those of rarer characters first. */
  function tilesOf(signs) {
    const last = Math.max(0, signs.length - 2);
    const starts = new Set(signs.map((_, index) => Math.min(index - index % 2, last)));
    const weight = ([from, to]) => signs.slice(from, to).reduce((sum, sign) => sum + (COMMON.includes(sign) ? 1 : 0), 0);
    return [...starts].map(from => [from, Math.min(from + 2, signs.length)]).sort((a, b) => weight(a) - weight(b));
  }

  /* Return a volume with what all its tiles have in common; null where that is nothing. */
  function common({volume, tiles}, told) {
    if (!told.every(Boolean)) return null;
    let starts = null, issues = null;
    told.forEach(({places, counts}, tile) => {
      if (places) {
        const own = places.map(place => place - tiles[tile][0]);
        const here = new Set(own);
        starts = starts ? starts.filter(start => here.has(start)) : own;
      } else {
        issues = issues ? issues.filter(index => counts.has(index)) : [...counts.keys()];
      }
    });
    const hits = new Map(), held = issues && new Set(issues);
    for (const start of starts ?? []) {
      const issue = issueAt(volume, start);
      if (held && !held.has(issue.index)) continue;
      const hit = hits.get(issue) ?? {count: 0, places: []};
      hit.count += 1;
      hit.places.push(start - issue.start);
      hits.set(issue, hit);
    }
    if (starts ? !hits.size : !issues.length) return null;
    return {volume, tiles, told, hits, exact: issues === null};
  }

  /* Return those of the issues whose texts say that they hold a text of which a piece stands at the places given. */
  async function confirmed(hits, text) {
    const tried = await Promise.all(hits.map(async ([issue, {count, places}]) => {
      for (const number of new Set(places.map(place => Math.floor(Math.max(0, place) / PART)))) {
        const {lines} = await load(`${folderOf(issue)}search-${number}.js`, site.version);
        if (lines.some(line => normal(line).includes(text))) return [issue, {count, places: [number * PART]}];
      }
      return null;
    }));
    return tried.filter(Boolean);
  }

  /* Let the common tiles grow by a character that tell most: those that the fewest issues have. */
  function grow(volumes, signs, {all}) {
    const shares = new Map();
    for (const {volume, tiles, told} of volumes) {
      tiles.forEach((tile, index) => {
        if (told[index].places) return;
        const share = shares.get(String(tile)) ?? {held: 0, of: 0};
        share.held += told[index].counts.size;
        share.of += volume.issues.length;
        shares.set(String(tile), share);
      });
    }
    const ranked = [...shares].map(([tile, {held, of}]) => [tile, held / of]).sort((a, b) => a[1] - b[1]);
    const chosen = new Set(ranked.filter(([, share]) => all || share < TELLING).slice(0, all ? TOGETHER : 1).map(([tile]) => tile));
    for (const one of volumes) one.tiles = grown(one, chosen, signs);
  }

  /* Return the tiles of a volume, the chosen ones larger, without those that others cover. */
  function grown({tiles, told}, chosen, signs) {
    const larger = tiles.map(([from, to], tile) => {
      if (told[tile].places || !chosen.has(String([from, to]))) return [from, to];
      const back = to === signs.length || from > 0 && COMMON.includes(signs[to]) && !COMMON.includes(signs[from - 1]);
      return back ? [from - 1, to] : [from, to + 1];
    });
    return larger.filter(([from, to], tile) => !larger.some(([first, last], other) =>
      other !== tile && first <= from && last >= to && (first < from || last > to || other < tile)));
  }

  // ---- a query

  /* Return the issues of a query: those with all of it in one piece or, if there is none, with each of its words. */
  async function find(query, early) {
    const whole = normal(query);
    const words = [...new Set(query.split(/\s+/u).map(normal).filter(Boolean))];
    if (!whole) return {words: [], hits: null, apart: false};
    const hits = await holding(whole, hits => early(hits, whole));
    if (hits.size || words.length < 2) return {words: [whole], hits, apart: false};
    const each = await Promise.all(words.map(word => holding(word)));
    const all = new Map();
    for (const [issue, hit] of each[0]) {
      const others = each.map(one => one.get(issue));
      if (others.every(Boolean)) all.set(issue, {count: Math.min(...others.map(one => one.count)), places: hit.places});
    }
    return {words, hits: all, apart: true};
  }

  const newest = ([a], [b]) => b.day - a.day || (a.volume.slug < b.volume.slug ? -1 : a.volume.slug > b.volume.slug ? 1 : 0)
    || b.supplement - a.supplement || b.number - a.number;
  const best = (a, b) => b[1].count - a[1].count || newest(a, b);

  // ---- filters

  let topics = null;

  async function openTopics() {
    if (topics) return topics;
    await open();
    const data = await load("search/topics.js", site.version);
    topics = [new Map(), new Map()];
    data.forEach((kinds, index) => kinds.forEach((names, kind) => names.forEach(([name, written]) => {
      const volume = site.volumes[index];
      const own = topics[kind].get(name) ?? new Set();
      summed(numbers(written)).forEach(issue => own.add(volume.issues[issue]));
      topics[kind].set(name, own);
    })));
    fill(form.elements.column, [...topics[0].keys()].sort().map(name => [name, name]));
    fill(form.elements.unit, [...topics[1].keys()].sort().map(name => [name, name]));
    return topics;
  }

  function fill(select, choices) {
    const chosen = select.dataset.chosen ?? select.value;
    delete select.dataset.chosen;
    for (const [value, text] of choices) {
      if (![...select.options].some(option => option.value === value)) select.add(new Option(text, value));
    }
    select.value = [...select.options].some(option => option.value === chosen) ? chosen : "";
  }

  const chosen = name => form.elements[name].dataset.chosen ?? form.elements[name].value;

  async function filter() {
    const [slug, year] = [chosen("publication"), chosen("year")];
    const [column, unit] = [chosen("column"), chosen("unit")];
    const [columns, units] = column || unit ? await openTopics() : [];
    const given = [slug, year, column, unit].some(Boolean);
    const keep = issue => (!slug || issue.volume.slug === slug) && (!year || String(issue.volume.year) === year)
      && (!column || Boolean(columns.get(column)?.has(issue))) && (!unit || Boolean(units.get(unit)?.has(issue)));
    return {given, keep};
  }

  // ---- results

  const make = (name, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(name), properties);
    element.append(...children);
    return element;
  };

  let turn = 0, shown = {words: [], rest: [], rows: []};

  async function search() {
    turn += 1;
    const own = turn;
    status.setAttribute("aria-busy", "true");
    try {
      await open();
      const {given, keep} = await filter();
      const order = chosen("sort") === "best" ? best : newest;
      const early = async (hits, text) => {
        const first = await firstOf(hits.filter(([issue]) => keep(issue)).sort(order), text);
        if (own !== turn || !status.hasAttribute("aria-busy") || !first.length) return;
        tell(`至少 ${first.length}`, {});
        show(first, [text]);
      };
      const {words, hits, apart} = await find(input.value, early);
      if (own !== turn) return;
      const all = hits ? [...hits] : given ? everything() : [];
      const kept = all.filter(([issue]) => keep(issue)).sort(order);
      if (hits || given) tell(kept.length, {apart, words}); else status.replaceChildren();
      show(kept, words);
      status.removeAttribute("aria-busy");
    } catch (error) {
      if (own !== turn) return;
      status.removeAttribute("aria-busy");
      show([], []);
      status.replaceChildren("检索所用的文件没有读到，请检查网络后再试。");
      if (!/\.js$/.test(error.message)) throw error;
    }
  }

  /* Return the first issues of a list that hold a text, as many as are shown at once; give up where few do. */
  async function firstOf(hits, text) {
    const found = [];
    for (let from = 0; from < hits.length && found.length < SHOWN && found.length * 2 >= from; from += STEP) {
      found.push(...await confirmed(hits.slice(from, from + STEP), text));
    }
    return found.slice(0, SHOWN);
  }

  const everything = () => site.volumes.flatMap(volume => volume.issues.map(issue => [issue, {count: 0, places: []}]));

  function tell(count, {apart, words}) {
    const number = make("b", {textContent: String(count)});
    number.dataset.count = String(count);
    const how = apart ? `，没有连在一起的，以下各期分别含有“${words.join("”“")}”` : "";
    status.replaceChildren("共找到 ", number, ` 期${how}`);
  }

  /* Show the first of the issues; those that are shown already stay as they are. */
  function show(hits, words) {
    const first = hits.slice(0, SHOWN).map(([issue]) => issue);
    const same = words.join(" ") === shown.words.join(" ") && shown.rows.length && first.length >= shown.rows.length
      && shown.rows.every((issue, index) => issue === first[index]);
    if (!same) list.replaceChildren();
    shown = {words, rest: hits.slice(same ? shown.rows.length : 0), rows: first};
    if (same && first.length === list.children.length) tellMore(); else showMore();
  }

  function showMore() {
    const rows = shown.rest.splice(0, SHOWN).map(([issue, hit]) => row(issue, hit, shown.words));
    list.append(...rows);
    tellMore();
    return rows[0];
  }

  function tellMore() {
    more.hidden = !shown.rest.length;
    more.textContent = `再看 ${Math.min(SHOWN, shown.rest.length)} 期（还有 ${shown.rest.length} 期）`;
  }

  const folderOf = ({volume, supplement, number}) =>
    `${volume.slug}/${String(volume.year).padStart(4, "0")}/${supplement ? "z" : ""}${number}/`;

  const two = number => String(number).padStart(2, "0");

  function row(issue, hit, words) {
    const {volume} = issue;
    const folder = folderOf(issue);
    const name = `${volume.title}${volume.year}年${issue.supplement ? "增刊" : ""}第${issue.number}期`;
    const day = new Date(Date.UTC(2000, 0, 1 + issue.day));
    const iso = `${day.getUTCFullYear()}-${two(day.getUTCMonth() + 1)}-${two(day.getUTCDate())}`;
    const link = make("a", {href: new URL(`${folder}index.html`, root).href, textContent: name});
    const date = `${day.getUTCFullYear()}年${day.getUTCMonth() + 1}月${day.getUTCDate()}日`;
    const item = make("li", {}, make("p", {className: "result-name"}, link, " ", make("time", {dateTime: iso, textContent: date})));
    dress(item, folder, hit, words).catch(error => { if (!/\.js$/.test(error.message)) throw error; });
    return item;
  }

  /* Add titles, marks and the passage to a result as soon as its text is there. */
  async function dress(item, folder, {places}, words) {
    const part = number => load(`${folder}search-${number}.js`, site.version);
    let number = Math.floor((places[0] ?? 0) / PART);
    let {titles, flags, lines, parts} = await part(number);
    const inTitle = titles.some(title => marks(title, words).found);
    while (words.length && !places.length && !inTitle && !lines.some(line => marks(line, words).found) && number + 1 < parts) {
      number += 1;
      ({lines} = await part(number));
    }
    for (const title of titles) item.append(make("p", {className: "result-title"}, ...marked(title, words)));
    const others = lines.filter(line => !titles.includes(line));
    const line = others.find(one => marks(one, words).found) ?? (words.length ? "" : others.at(-1));
    if (line) item.append(make("p", {className: "passage"}, ...marked(line, words, {cut: true})));
    if (flags.length) item.append(make("p", {className: "flags"}, ...flags.map(text => make("span", {className: text === "已撤回" ? "flag grave" : "flag", textContent: text}))));
  }

  /* Return the signs of a text, and which of them belong to one of the words. */
  function marks(text, words) {
    const signs = Array.from(text), owners = [];
    const form = signs.map((sign, owner) => {
      const own = normalSign(sign);
      for (let i = 0; i < own.length; i += 1) owners.push(owner);
      return own;
    }).join("");
    const held = new Set();
    for (const word of words) {
      const sought = word.slice(0, LONGEST_MARK);
      for (let at = form.indexOf(sought); at >= 0; at = form.indexOf(sought, at + 1)) {
        for (let i = at; i < at + sought.length; i += 1) held.add(owners[i]);
      }
    }
    return {signs, held, found: held.size > 0};
  }

  /* Return a text as nodes, its hits marked; a long one is cut around the first. */
  function marked(text, words, {cut = false} = {}) {
    const {signs, held} = marks(text, words);
    const first = signs.findIndex((_, index) => held.has(index));
    const from = cut && first > BEFORE + 5 ? first - BEFORE : 0;
    const to = cut ? Math.min(signs.length, Math.max(first, 0) + AFTER) : signs.length;
    const nodes = from ? ["…"] : [];
    for (let start = from, end = from; start < to; start = end) {
      while (end < to && held.has(end) === held.has(start)) end += 1;
      const piece = signs.slice(start, end).join("");
      nodes.push(held.has(start) ? make("mark", {textContent: piece}) : piece);
    }
    return to < signs.length ? [...nodes, "…"] : nodes;
  }

  // ---- the page

  const FIELDS = ["q", "publication", "year", "column", "unit", "sort"];

  /* Let the address say what is asked, so that it can be kept and passed on; some browsers refuse it on a disk. */
  function noteAddress() {
    const asked = FIELDS.map(name => [name, name === "q" ? input.value : chosen(name)]).filter(([, value]) => value);
    const query = new URLSearchParams(asked).toString();
    try {
      history.replaceState(null, "", query ? `?${query}` : location.pathname);
    } catch (error) {
      if (error.name !== "SecurityError") throw error;
    }
  }

  let waiting = 0;

  function soon(delay) {
    clearTimeout(waiting);
    waiting = setTimeout(() => { noteAddress(); search(); }, delay);
  }

  form.addEventListener("submit", event => { event.preventDefault(); soon(0); });
  form.addEventListener("change", event => { if (event.target !== input) soon(0); });
  input.addEventListener("input", event => { if (!event.isComposing) soon(WAIT); });
  input.addEventListener("compositionend", () => soon(WAIT));
  more.addEventListener("click", () => showMore()?.querySelector("a").focus());
  const filters = form.querySelector("[data-filters]");
  filters.addEventListener("toggle", () => { if (filters.open) openTopics().catch(() => {}); });

  const given = new URLSearchParams(location.search);
  input.value = given.get("q") ?? "";
  for (const name of FIELDS.slice(1)) if (given.get(name)) form.elements[name].dataset.chosen = given.get(name);
  filters.open = FIELDS.slice(1).some(name => given.get(name));
  form.hidden = false;
  open().then(() => {
    fill(form.elements.publication, site.publications);
    fill(form.elements.year, [...new Set(site.volumes.map(volume => String(volume.year)))].sort().reverse().map(year => [year, `${year}年`]));
    fill(form.elements.sort, []);
    if (FIELDS.some(name => given.get(name))) search(); else input.focus();
  }, () => search());
})();
