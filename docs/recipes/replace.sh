#!/bin/sh
# Put a built public edition in the place of the one that is served, in one step. Explained in docs/publishing.md.
#
#   replace.sh public /srv/bulletin/releases /srv/bulletin/www/jianbao
#
# The second folder keeps the last three editions; the third name becomes a link to the newest.
set -eu
new=$1 releases=$2 served=$3

if ! grep -q '"edition": "public"' "$new/.bulletin-edition.json"; then
    echo "$new 不是公开版，没有替换。" >&2
    exit 1
fi
if [ -e "$served" ] && [ ! -L "$served" ]; then
    echo "$served 不是链接，没有替换。请先把它移走。" >&2
    exit 1
fi

mkdir -p "$releases"
release=$(mktemp -d "$releases/release-$(date +%Y%m%d-%H%M%S)-XXXXXX")
cp -R --preserve=timestamps "$new/." "$release"
chmod -R u=rwX,go=rX "$release"

# A rename replaces the link at once: whoever asks gets the old edition or the new one.
ln -s "$(realpath "$release")" "$release.link"
mv -T "$release.link" "$served"

find "$releases" -mindepth 1 -maxdepth 1 -name 'release-*' | sort -r | tail -n +4 | xargs -d '\n' -r rm -rf --
