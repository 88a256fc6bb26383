#!/usr/bin/env bash
# zensical 0.0.73, `zensical build --strict`: a link from one page to another that does not exist is an issue and fails
# the build, but a link or an image whose target is no Markdown file is not looked at. Expected: a strict build fails for
# every relative target that does not exist, as the missing page does.
#
# Seen (Python 3.11): a page with a link to schema/missing.json and an image drawings/missing.png, none of which exist:
#   No issues found        exit code 0
# The same page with a link to missing.md:
#   ... page does not exist ... 1 issue found        exit code 1
#
# So a site that links to its downloads or drawings needs a check of its own for them.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check zensical==0.0.73
mkdir -p "$folder/site/docs"
cd "$folder/site"
printf '[project]\nsite_name = "Garden"\n' > zensical.toml

printf '# Garden\n\nThe [schema](schema/missing.json) and a ![plan](drawings/missing.png).\n' > docs/index.md
with_files=0
"$folder/venv/bin/zensical" build --clean --strict > files.log 2>&1 || with_files=$?

printf '# Garden\n\nThe [path](missing.md).\n' > docs/index.md
with_page=0
"$folder/venv/bin/zensical" build --clean --strict > page.log 2>&1 || with_page=$?

echo "missing files: exit code $with_files"
tail -n 3 files.log
echo "missing page: exit code $with_page"
tail -n 3 page.log
[ "$with_files" -eq 0 ] && [ "$with_page" -ne 0 ] && grep -q "No issues found" files.log
