#!/bin/sh
# docker-credential-berth where there was no C compiler: becomes the program that Berth names in its folder, which works by
# itself. The compiled launcher also asks the running Berth, and is faster.
if [ -n "$BERTH_HOME" ]; then folder=$BERTH_HOME
elif [ -z "$HOME" ]; then echo "Berth's folder is not known: HOME is not set."; exit 1
elif [ "$(uname)" = Darwin ]; then folder="$HOME/Library/Application Support/Berth"
else folder="${XDG_CONFIG_HOME-$HOME/.config}/berth"
fi
program=$folder/helper-program
if [ ! -f "$program" ] || [ ! -O "$program" ]; then
  echo "Berth is not running, and it has not said where its program is. Open Berth once."
  exit 1
fi
# One word a line, in front of the words that came with the call.
count=$#
while IFS= read -r word; do
  [ -z "$word" ] || set -- "$@" "$word"
done < "$program"
while [ "$count" -gt 0 ]; do
  set -- "$@" "$1"
  shift
  count=$((count - 1))
done
if [ ! -x "$1" ]; then
  echo "Berth is not running, and its program is gone from where it was. Open Berth once."
  exit 1
fi
exec "$@"
