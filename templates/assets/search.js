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
  const AGAIN = "\t", SLOT_BITS = 14, SPREAD_BITS = 3, DRAWN = 6, OFTEN = 16 * 470, MOST = 500, PLACES = 3, LONGEST = 4, JOINT = 5, BRIEF = 3, WIDE = 5, WIDEST = 8, EDGE = 512;
  const HINGES = "0123456789。;!?", ENDS = "。;!?";
  // Bytes, about: of a text, of a tile that waits with its places, of another pair by how many of its characters are common,
  // of a larger tile, of what is told of a part behind those.
  const TEXT = 2700, WAITING = 13000, WAITING_BY = [8000, 13000, 40000], LARGER = 20000, RECORD = 4, RECORD_AGAIN = 6;
  // Tiles or issues from which first results are shown, how often that is tried, and the share of these that must hold the
  // text; the share of issues that a tile which rules out few leaves; signs up to which tiles are near each other; the least
  // share that places tell anew; the share of what texts take up to which places are loaded before them.
  const EARLY = 4, TRIES = 3, MANY = 200, RATE = .5, KEPT = .8, NEAR = 4, NEWS = .05, CHEAP = .3;
  const COMMON = "的一是在不了有和人这中大为上个国以要会对部全市县区局安生产工作业开展检查组织单位各实问题情况及时关重点防管理监督责任落行政府委办公室镇街道年月日,。、:;“”()";
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

  const values = new Map();

  /* Return the value that a packed file holds, unpacked once. */
  function value(path, version) {
    if (!values.has(path)) {
      values.set(path, load(path, version).then(unpacked).catch(error => { values.delete(path); throw error; }));
    }
    return values.get(path);
  }

  /* Inflate what the signs of a text hold, two bytes each; the first says how many fill the last. */
  async function unpacked(text) {
    const signs = text.slice(1).replace(/\ue000(.)/gsu, (_, sign) => String.fromCharCode(sign.charCodeAt(0) ^ 0x8000));
    const bytes = new Uint8Array(2 * signs.length - Number(text[0]));
    for (let i = 0; i < bytes.length; i += 1) bytes[i] = signs.charCodeAt(i >> 1) >> 8 * (i % 2);
    const inflated = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
    return JSON.parse(new TextDecoder("gb18030").decode(await new Response(inflated).arrayBuffer()));
  }

  // ---- text and numbers, as the program writes them

  const normalSign = sign => sign.normalize("NFKC").toLowerCase().replace(/[\p{Cc}\p{Cf}\p{Z}]/gu, "");
  const normal = text => Array.from(text, normalSign).join("");

  const SIGNS = Array.from({length: 94}, (_, i) => String.fromCharCode(33 + i)).filter(s => !'"$\\`'.includes(s));
  const BASE = SIGNS.length, HALF = BASE / 2;
  const DIGITS = new Uint8Array(128);
  SIGNS.forEach((sign, i) => { DIGITS[sign.charCodeAt(0)] = i; });

  function numbers(text) {
    const found = [];
    for (let i = 0, number = 0; i < text.length; i += 1) {
      const digit = DIGITS[text.charCodeAt(i)];
      number = number * HALF + digit % HALF;
      if (digit >= HALF) {
        found.push(number);
        number = 0;
      }
    }
    return found;
  }

  function summed(steps) {
    let sum = 0;
    return steps.map(step => sum += step);
  }

  const signed = number => number % 2 ? -(number + 1) / 2 : number / 2;

  const hash = signs => signs.reduce((rest, sign) => Math.imul(rest ^ sign.codePointAt(0), 0x9e3779b1), 0x811c9dc5);

  /* Return the slots of a gram, by which its buckets are found: one that may be only how others begin has many. */
  function slotsOf(gram) {
    const signs = Array.from(gram.replace(AGAIN, ""));
    const lead = !gram.endsWith(AGAIN) ? signs.length : isWide(gram) ? WIDE : BRIEF;
    const slot = hash(signs.slice(0, lead)) >>> 32 - SLOT_BITS;
    if (!isWide(gram)) return [slot];
    const first = slot >>> SPREAD_BITS << SPREAD_BITS;
    if (signs.length === WIDEST) return [first | hash(signs) >>> 32 - SPREAD_BITS];
    return Array.from({length: 1 << SPREAD_BITS}, (_, spread) => first | spread);
  }

  // ---- volumes: all issues of a publication in a year

  let site = null;

  async function open() {
    if (site) return site;
    const data = await value("search/volumes.js", Math.floor(Date.now() / 60000));
    const titles = new Map(data.publications), named = new Map();
    const volumes = data.volumes.map(([slug, year, supplement, names, written]) => {
      const volume = {slug, year, supplement, title: titles.get(slug), issues: [], leaves: new Map()};
      const values = numbers(written);
      for (let i = 0, number = 0, day = 0; i < values.length; i += 1) {
        day += signed(values[i] >> 1);
        number += values[i] % 2 ? signed(values[i += 1]) + 1 : 1;
        volume.issues.push({volume, number, supplement, day});
      }
      names.forEach((name, part) => named.set(name, {volume, part, leaves: null}));
      return volume;
    });
    site = {...data, volumes, named, width: (data.volumes[0]?.[3][0] ?? "").length};
    return site;
  }

  /* Return the parts of the issues of a volume that the index calls by one name, by the numbers of the issues. */
  function leavesOf(name) {
    const one = site.named.get(name);
    if (one && !one.leaves) one.leaves = new Map(one.volume.issues.map(issue => [issue.number, {issue, part: one.part}]));
    return one?.leaves;
  }

  // ---- the index: which parts of texts have a gram, and where they have it or, if that is often, how often

  const entries = new Map();

  /* Return the parts that have a gram, each with how often and the places, which are not known before `locate`. */
  function ask(gram) {
    if (!entries.has(gram)) entries.set(gram, answer(gram));
    return entries.get(gram);
  }

  async function answer(gram) {
    const entry = {gram, told: new Map(), lines: [], size: 0, located: false};
    await Promise.all(bucketsOf(gram).map(async bucket => {
      const text = await load(`search/index/${bucket}.js`, site.version);
      entry.size += text.length;
      for (const start of linesOf(text, gram)) {
        const line = {bucket, at: text.slice(0, start).split("\n").length, volumes: []};
        for (const group of text.slice(start, text.indexOf("\n", start + 1)).split(" ").slice(1)) {
          const leaves = leavesOf(group.slice(0, site.width));
          line.volumes.push(issuesIn(group.slice(site.width)).map(number => leaves?.get(number)));
        }
        for (const leaf of line.volumes.flat()) if (leaf) entry.told.set(leaf, {count: 1, places: undefined});
        entry.lines.push(line);
      }
    }));
    return entry;
  }

  /* Return where in a bucket the lines of a gram begin: one that is not a pair may be how those begin that the index has. */
  function linesOf(text, gram) {
    const begins = gram.endsWith(AGAIN) && Array.from(gram).length > BRIEF;
    const key = `\n${begins ? gram.replace(AGAIN, "") : gram}`, found = [];
    for (let at = text.indexOf(key); at >= 0; at = text.indexOf(key, at + 1)) {
      const end = text.indexOf(" ", at), own = text.slice(at + 1, end);
      if (begins ? own.endsWith(AGAIN) && isWide(own) === isWide(gram) : end === at + key.length) found.push(at);
    }
    return found;
  }

  const isWide = gram => gram.endsWith(AGAIN) && Array.from(gram).length > WIDE;

  async function locate(entry) {
    if (entry.located) return;
    const buckets = [...new Set(entry.lines.map(({bucket}) => bucket))];
    const texts = await Promise.all(buckets.map(bucket => load(`search/places/${bucket}.js`, site.version)));
    if (entry.located) return;
    entry.located = true;
    const lines = new Map(buckets.map((bucket, index) => [bucket, texts[index].split("\n")]));
    const wide = isWide(entry.gram), brief = entry.gram.endsWith(AGAIN) && !wide, length = Array.from(entry.gram).length;
    for (const {bucket, at, volumes} of entry.lines) lines.get(bucket)[at].split(" ").forEach((group, volume) => {
      let next = 0;
      const sign = () => DIGITS[group.charCodeAt(next++)], pair = () => sign() * BASE + sign();
      for (const leaf of volumes[volume]) {
        const first = brief ? OFTEN + sign() : pair();
        const count = first < OFTEN ? 1 : first < OFTEN + MOST ? first - OFTEN : pair();
        const told = wide || !brief && (count <= PLACES || length >= LONGEST);
        const places = first < OFTEN ? [first] : told ? Array.from({length: count}, pair) : null;
        if (!leaf) continue;
        const said = entry.told.get(leaf);
        entry.told.set(leaf, said.places === undefined ? {count, places}
          : {count: said.count + count, places: places && [...said.places, ...places]});
      }
    });
  }

  /* Return the buckets that a gram may be in; their files have, on the same lines, what is said of issues and of places. */
  function bucketsOf(gram) {
    const buckets = slotsOf(gram).map(slot => slot >>> SLOT_BITS - site.bits);
    return [...new Set(buckets)].map(bucket => bucket.toString(16).padStart(3, "0"));
  }

  /* Return the numbers of issues: listed as steps, or drawn as bits after the first. */
  function issuesIn(text) {
    if (text[0] !== '"') return summed(numbers(text));
    let width = 1;
    while (DIGITS[text.charCodeAt(width)] < HALF) width += 1;
    const found = numbers(text.slice(1, width + 1));
    for (let at = width + 1, number = found[0] + 1; at < text.length; at += 1, number += DRAWN) {
      const bits = DIGITS[text.charCodeAt(at)];
      for (let bit = 0; bit < DRAWN; bit += 1) if (bits >> bit & 1) found.push(number + bit);
    }
    return found;
  }

  /* Return the issues that hold a text, each with how often about and the parts of its text that have it.

     The text is covered by tiles of two and three characters, for the parts that say much again by tiles of eight, of which
     the rarer are asked for first. Where few issues are left, or tiles rule out few more and their texts are less to load,
     these decide, but for places that take little beside them; else the places of the tiles, and where a tile stands often
     in a text, those of larger ones. `early` is told of issues that may hold the text, where it takes long to be sure, and
     returns those that it read in vain; it is told again when half of all are ruled out, or all of those. */
  async function holding(text, early = async () => []) {
    const signs = Array.from(text).slice(0, EDGE), sought = signs.join("");
    const sides = signs.length > 1 ? [sideOf(signs, ""), sideOf(signs, AGAIN)] : [sideOf(signs, "")];
    for (let tries = TRIES, tried = Infinity, vain = [], before = Infinity, spent = 0; ;) {
      const asking = sides.filter(side => side.waiting.length);
      await Promise.all(asking.map(side => learn(side, side.waiting.shift())));
      const whole = sides.flatMap(({tiles}) => tiles).filter(({from, to}) => to - from === signs.length && to > 1);
      if (chosen("sort") === "best") await Promise.all(whole.map(({entry}) => locate(entry)));
      const sure = new Map();
      sides.forEach(side => narrow(side, sure));
      const open = sides.flatMap(side => side.open), unsure = open.filter(leaf => !sure.has(leaf));
      const plans = sides.map(side => planOf(side, unsure));
      const cost = plans.reduce((sum, plan) => sum + plan.cost, 0);
      const read = unsure.length * (1 - SHOWN / open.length) * TEXT;  // besides those that are shown anyway
      const waiting = sides.some(side => side.waiting.length), stalled = open.length > KEPT * before;
      before = open.length;
      if (open.length <= SHOWN || (!waiting || stalled) && read <= cost) {
        const cheap = open.length > SHOWN ? bargain(sides, read * CHEAP - spent) : null;
        if (!cheap) return issuesOf(sure, await confirmed(unsure, sought));
        spent += cheap.cost;
        await light(cheap, sides);
        continue;
      }
      const ready = sides.every(side => side.tiles.length >= EARLY || !side.waiting.length);
      const told = open.length <= tried / 2 || vain.length && !open.some(({issue}) => vain.includes(issue));
      if (tries && ready && open.length > MANY && told) {
        tried = open.length;
        vain = await early(issuesOf(sure, unsure.map(leaf => [leaf, {count: 1}])), sought);
        tries = vain.length ? tries - 1 : 0;
      }
      if (waiting) continue;
      const tiles = plans.flatMap(plan => plan.tiles), dark = tiles.filter(({entry}) => entry);
      if (dark.length) await light(cheaper(dark), sides);
      else await learn(sides[0], [tiles[0].from, tiles[0].to]);
    }
  }

  /* Return how a text is sought in some of the parts: in those that say much again, or in the others. */
  function sideOf(signs, mark) {
    const wide = Math.min(WIDEST, signs.length), [first, ...rest] = finest(signs);
    const waiting = [first, ...mark && wide > 2 ? tilesOf(signs, wide) : rest];
    return {signs, mark, waiting, tiles: [], open: null, gaps: null};
  }

  /* Ask for a tile: `cost` is about what its places take, `known` how far other places told the same. */
  async function learn(side, [from, to]) {
    const entry = await ask(side.signs.slice(from, to).join("") + side.mark);
    const cost = entry.size + entry.told.size * (side.mark ? RECORD_AGAIN : RECORD);
    side.tiles.push({from, to, entry, told: entry.told, cost, known: 0});
  }

  /* Load where a tile stands; others that stand in the same parts will tell little more. */
  async function light(tile, sides) {
    await locate(tile.entry);
    for (const other of sides.flatMap(({tiles}) => tiles)) other.known = Math.max(other.known, alike(other.told, tile.told));
  }

  const priceOf = ({cost, known}) => cost / (1 - known + NEWS);
  const cheaper = tiles => tiles.reduce((best, tile) => priceOf(tile) < priceOf(best) ? tile : best);
  const isDark = ({from, to, entry}, {mark}) => !entry.located && (!mark || to - from >= WIDE);

  /* Return the tile whose places take the least for what they tell, if that is less than so many bytes; else null. */
  function bargain(sides, most) {
    const dark = sides.flatMap(side => side.tiles.filter(tile => isDark(tile, side) && priceOf(tile) < most));
    return dark.length ? cheaper(dark) : null;
  }

  /* Return of the parts that have one of two tiles the share that have both. */
  function alike(some, others) {
    let both = 0;
    for (const leaf of some.keys()) if (others.has(leaf)) both += 1;
    return both / Math.max(1, some.size + others.size - both);
  }

  /* Leave of the parts of a side those that may hold a text, and note which are sure to, and where any of the others is not. */
  function narrow(side, sure) {
    side.gaps = side.signs.map(() => false);
    side.open = [...side.open ?? side.tiles[0].told.keys()].filter(leaf => {
      const hit = judge(leaf, side);
      if (hit?.covered.every(Boolean)) sure.set(leaf, hit);
      hit?.covered.forEach((covered, at) => { if (!covered) side.gaps[at] = true; });
      return hit;
    });
    if (!side.open.length) side.waiting = [];
  }

  /* Return what makes sure of all parts of a side for the least: tiles that fill all gaps, and about what they take. */
  function planOf(side, unsure) {
    const options = optionsOf(side, unsure), none = {cost: Infinity, tiles: []};
    const cheapest = ways => ways.reduce((least, way) => way.cost < least.cost ? way : least, none);
    const plans = [{cost: 0, tiles: []}];
    side.gaps.forEach((gap, at) => {
      const ways = options.filter(({to}) => to === at + 1).map(tile => {
        const {cost, tiles} = cheapest(plans.slice(tile.from));
        return {cost: cost + tile.cost, tiles: [...tiles, tile]};
      });
      plans.push(cheapest(gap ? ways : [plans[at], ...ways]));
    });
    return plans[side.gaps.length];
  }

  /* Return the tiles that may still tell where: those whose places are not loaded, those that wait, other pairs, which may
     be rarer, and those that are larger by a character than one that stands often. */
  function optionsOf({signs, tiles, waiting, mark}, unsure) {
    const asked = new Set(tiles.map(({from, to}) => `${from} ${to}`));
    const often = tiles.filter(tile => unsure.some(leaf => isOften(tile, leaf)));
    const larger = mark ? [] : often.flatMap(({from, to}) => [[from - 1, to], [from, to + 1]]);
    const pairs = mark ? [] : signs.slice(1).map((_, at) => [at, at + 2]);
    const isNew = ends => !asked.has(ends.join(" "));
    return [
      ...tiles.filter(tile => isDark(tile, {mark})),
      ...waiting.map(([from, to]) => ({from, to, cost: WAITING})),
      ...pairs.filter(isNew).map(([from, to]) => ({from, to, cost: WAITING_BY[commonIn(signs, [from, to])]})),
      ...larger.filter(isNew).map(([from, to]) => ({from, to, cost: LARGER})),
    ].filter(({from}) => from >= 0);
  }

  /* Return tiles of some width that cover a text, those of rarer characters first. */
  function tilesOf(signs, wide) {
    const last = Math.max(0, signs.length - wide), count = Math.ceil(signs.length / wide);
    const starts = Array.from({length: count}, (_, index) => Math.floor(index * last / Math.max(1, count - 1)));
    return rarest(signs, starts.map(from => [from, Math.min(from + wide, signs.length)]));
  }

  const commonIn = (signs, tile) => signs.slice(...tile).filter(sign => COMMON.includes(sign)).length;

  /* Return tiles in the order in which they tell most: those of rarer characters first, and not those beside each other. */
  function rarest(signs, tiles) {
    const weighed = tiles.map(tile => ({tile, common: commonIn(signs, tile), near: 0}));
    const weight = ({common, near}) => common + near;
    for (let at = 0; at < weighed.length; at += 1) {
      const next = weighed.slice(at).reduce((least, one) => weight(one) < weight(least) ? one : least);
      weighed.splice(weighed.indexOf(next), 1);
      weighed.splice(at, 0, next);
      for (const one of weighed) one.near = Math.max(one.near, 1 - Math.abs(one.tile[0] - next.tile[0]) / NEAR);
    }
    return weighed.map(({tile}) => tile);
  }

  const isJoint = (signs, [from, to]) => to - from === JOINT && ENDS.includes(signs[from + 2]);
  const isHinge = (signs, [from, to]) => to - from === 3 && HINGES.includes(signs[from + 1]) || isJoint(signs, [from, to]);

  /* Return the tiles of three characters about a number or the end of a sentence, of five about the latter where the text
     has as many, and pairs for what these don't cover.

     One of the pairs comes first: all parts say in one file whether they have it. */
  function finest(signs) {
    const joints = signs.map((_, at) => [at, at + JOINT]).filter(tile => isJoint(signs, tile) && tile[1] <= signs.length);
    const hinges = signs.map((_, at) => [at, at + 3]).filter(tile => tile[1] <= signs.length && isHinge(signs, tile)
      && !joints.some(([from]) => from + 1 === tile[0]));
    const pairs = tilesOf(signs, 2);
    const open = pairs.filter(([from, to]) => ![...joints, ...hinges].some(([first, last]) => first <= from && to <= last));
    return [open[0] ?? pairs[0], ...joints, ...rarest(signs, hinges), ...open.slice(1)];
  }

  /* Return how often a part may hold a text, by all that was asked, and which of the signs it is sure to have where they
     should be; null where it does not hold it. */
  function judge(leaf, {signs, tiles, mark}) {
    const covered = new Array(signs.length).fill(false);
    let starts = null;
    for (const {from, to, told} of tiles) {
      const said = told.get(leaf);
      if (!said) {
        const smaller = tiles.some(one => to - one.to + one.from - from === 1 && one.from >= from && one.to <= to
          && one.told.get(leaf)?.places === null);
        if (mark || to - from <= 2 || smaller || isHinge(signs, [from, to])) return null;
      } else if (to - from === signs.length) {
        return {covered: covered.fill(true), count: said.count};
      } else if (said.places) {
        const own = said.places.map(place => place - from);
        starts = starts ? starts.filter(start => own.includes(start)) : own;
        if (!starts.length) return null;
        covered.fill(true, from, to);
      }
    }
    return {covered, count: starts?.length ?? 1};
  }

  /* Tell whether a tile stands so often in a part that only larger ones tell where. */
  const isOften = ({from, to, told}, leaf) => told.get(leaf)?.places === null && to - from < LONGEST;

  const pathOf = ({issue, part}) => `${folderOf(issue)}search-${part}.js`;

  /* Return those of some parts whose texts say that they hold a text, each with how often. */
  async function confirmed(leaves, text) {
    const tried = await Promise.all(leaves.map(async leaf => {
      const {lines} = await value(pathOf(leaf), site.version);
      return [leaf, {count: lines.reduce((sum, line) => sum + normal(line).split(text).length - 1, 0)}];
    }));
    return tried.filter(([, {count}]) => count);
  }

  /* Return issues by their parts. */
  function issuesOf(...leaves) {
    const found = new Map();
    for (const [{issue, part}, {count}] of leaves.flatMap(one => [...one])) {
      const hit = found.get(issue);
      found.set(issue, {count: count + (hit?.count ?? 0), parts: [part, ...hit?.parts ?? []].sort((a, b) => a - b)});
    }
    return found;
  }

  // ---- a query

  /* Return the issues of a query: those with all of it in one piece or, if there is none, with each of its words. */
  async function find(query, early) {
    const composed = query.normalize("NFC"); // as texts are
    const whole = normal(composed);
    const words = [...new Set(composed.split(/\s+/u).map(normal).filter(Boolean))];
    if (!whole) return {words: [], hits: null, apart: false};
    const hits = await holding(whole, early);
    if (hits.size || words.length < 2) return {words: [whole], hits, apart: false};
    const each = await Promise.all(words.map(word => holding(word)));
    const all = new Map();
    for (const [issue, hit] of each[0]) {
      const others = each.map(one => one.get(issue));
      if (others.every(Boolean)) all.set(issue, {count: Math.min(...others.map(one => one.count)), parts: hit.parts});
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
    const data = await value("search/topics.js", site.version);
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
        const {found, vain} = await firstOf([...hits].filter(([issue]) => keep(issue)).sort(order), text);
        if (found.length && own === turn && status.hasAttribute("aria-busy")) {
          tell(`至少 ${found.length}`, {});
          show(found, [text]);
        }
        return found.length < SHOWN ? vain : [];
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

  /* Return which of as many issues as are shown at once hold a text, and which were read in vain; give up where few of the
     newest hold it. */
  async function firstOf(hits, text) {
    const found = [], vain = [];
    for (let from = 0; from < 2 * SHOWN && found.length < SHOWN && found.length >= RATE * from; from += STEP) {
      const some = hits.slice(from, from + STEP);
      const leaves = some.flatMap(([issue, {parts}]) => parts.map(part => ({issue, part})));
      const held = new Set((await confirmed(leaves, text)).map(([{issue}]) => issue));
      for (const hit of some) {
        if (!held.has(hit[0])) vain.push(hit[0]);
        else if (found.length < SHOWN) found.push(hit);
      }
    }
    return {found, vain};
  }

  const everything = () => site.volumes.flatMap(volume => volume.issues.map(issue => [issue, {count: 0, parts: []}]));

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
    showMore(SHOWN - list.children.length);
  }

  function showMore(count = SHOWN) {
    const rows = shown.rest.splice(0, count).map(([issue, hit]) => row(issue, hit, shown.words));
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
    dress(item, issue, hit, words).catch(error => { if (!/\.js$/.test(error.message)) throw error; });
    return item;
  }

  /* Add titles, marks and the passage to a result as soon as its text is there. */
  async function dress(item, issue, {parts: [number = 0]}, words) {
    const part = number => value(pathOf({issue, part: number}), site.version);
    let {titles, flags, lines, parts} = await part(number);
    const inTitle = titles.some(title => marks(title, words).found);
    while (words.length && !inTitle && !lines.some(line => marks(line, words).found) && number + 1 < parts) {
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
  if (!window.DecompressionStream) {
    status.textContent = "这个浏览器版本太旧，不能搜索。请换用新版浏览器，各期也可以从首页的目录里查到。";
    return;
  }
  form.hidden = false;
  open().then(() => {
    fill(form.elements.publication, site.publications);
    fill(form.elements.year, [...new Set(site.volumes.map(volume => String(volume.year)))].sort().reverse().map(year => [year, `${year}年`]));
    fill(form.elements.sort, []);
    if (FIELDS.some(name => given.get(name))) search(); else input.focus();
  }, () => search());
})();
