#!/bin/sh
# Converts what find chooses: here every HTML page younger than a year.
# usage: find.sh SRC DIR [FORMAT[,FORMAT]]
set -eu
retort=${RETORT:-retort}
find "$1" -type f -name '*.html' -mtime -365 -print0 |
    "$retort" bulk --from-list - --null --to "${3:-json}" --out "$2" --resume
