#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The demo: two servers and a phone on this machine, an outage, and the way back. Takes the path
# of the program. Fails when anything that it tells about does not happen in time; ends only what
# it has started.
set -u

if [ $# -ne 1 ]; then
    printf 'usage: demo.sh PATH-OF-HOLDFAST\n' >&2
    exit 2
fi
holdfast=$1
here=$(cd "$(dirname "$0")" && pwd)
began=$SECONDS
server_pids=()
phone_pid=

say()
{
    printf '%s\n' "$*"
}

heading()
{
    printf '\n== %s\n' "$*"
}

# Ends what still runs, gently at first, and leaves nothing behind.
clean()
{
    local pid n
    set -- "${server_pids[@]}" ${phone_pid:+"$phone_pid"}
    for pid in "$@"; do
        kill "$pid" 2>/dev/null
    done
    for pid in "$@"; do
        for ((n = 0; n < 30; n++)); do
            kill -0 "$pid" 2>/dev/null || break
            sleep 0.1
        done
        kill -KILL "$pid" 2>/dev/null
        wait "$pid" 2>/dev/null
    done
    rm -rf "$work"
}

# show_end FILE WHOSE: the last lines that a program printed.
show_end()
{
    [ -s "$1" ] || return 0
    printf '%s\n' "The last lines of $2:" >&2
    tail -n 8 "$1" | sed 's/^/    /' >&2
}

die()
{
    printf '\nholdfast demo: %s\n' "$*" >&2
    show_end "$work/phone.err" "the phone's errors"
    show_end "$work/primary.out" "the primary server"
    show_end "$work/primary.err" "the primary server's errors"
    show_end "$work/backup.out" "the backup server"
    show_end "$work/backup.err" "the backup server's errors"
    exit 1
}

# wait_until SECONDS COMMAND...: true as soon as the command is.
wait_until()
{
    local end=$((SECONDS + $1))
    shift
    until "$@"; do
        [ "$SECONDS" -le "$end" ] || return 1
        sleep 0.05
    done
}

# start_server NAME: a registrar on a free port, which is left in the variable port.
start_server()
{
    mkfifo "$work/$1.in" || die "cannot make a FIFO in $work"
    "$holdfast" server --listen 127.0.0.1:0 --name "$1" --expires-max 10 \
        --user 1001:demo:1001 --user 1002:demo=1002 \
        <>"$work/$1.in" >"$work/$1.out" 2>"$work/$1.err" &
    server_pids+=($!)
    wait_until 5 grep -qs 'listening on' "$work/$1.out" || die "the $1 server did not start"
    port=$(sed -n 's/.*listening on udp 127\.0\.0\.1:\([0-9]*\)$/\1/p' "$work/$1.out")
}

# tell PROGRAM COMMAND...: as if it were typed on its standard input.
tell()
{
    local program=$1
    shift
    printf '%s\n' "$*" >"$work/$program.in"
}

write_configuration()
{
    sed -e "s/^\(SIP1 Register Port *\):.*/\1:$primary_port/" \
        -e "s/^\(SIP1 Backup Port *\):.*/\1:$backup_port/" "$here/fanvil.txt" >"$work/fanvil.txt"
    sed -e "s/^\(account\.1\.sip_server\.1\.port\) .*/\1 = $primary_port/" \
        -e "s/^\(account\.1\.sip_server\.2\.port\) .*/\1 = $backup_port/" \
        "$here/yealink.cfg" >"$work/yealink.cfg"
    if ! grep -q ":$backup_port\$" "$work/fanvil.txt" ||
        ! grep -q "= $backup_port\$" "$work/yealink.cfg"; then
        die "the ports cannot be written into the configuration files"
    fi
}

start_phone()
{
    mkfifo "$work/phone.in" "$work/phone.out" || die "cannot make a FIFO in $work"
    # Open at both ends, so that nobody waits for the other and no line is lost.
    exec 4<>"$work/phone.out"
    "$holdfast" phone --config "$work/fanvil.txt" "$work/yealink.cfg" --bind 127.0.0.1:0 \
        --log "$work/log" <>"$work/phone.in" >&4 2>"$work/phone.err" 4>&- &
    phone_pid=$!
}

# follow SECONDS WHAT PATTERN...: prints the phone's lines as they come, until each pattern has
# been in one of them. WHAT is said when that takes longer.
follow()
{
    local limit=$1 end=$((SECONDS + $1)) what=$2 line left pattern
    shift 2
    left=("$@")
    while [ "${#left[@]}" -gt 0 ]; do
        if ! IFS= read -r -t 0.5 -u 4 line; then
            kill -0 "$phone_pid" 2>/dev/null || die "the phone has ended"
            [ "$SECONDS" -le "$end" ] || die "$what did not happen in $limit seconds"
            continue
        fi
        say "   $line"
        set -- "${left[@]}"
        left=()
        for pattern in "$@"; do
            [[ $line =~ $pattern ]] || left+=("$pattern")
        done
    done
}

# The phone's lines of the next seconds, whatever they are.
listen()
{
    local end=$((SECONDS + $1)) line
    while [ "$SECONDS" -lt "$end" ]; do
        if IFS= read -r -t 0.5 -u 4 line; then say "   $line"; fi
    done
}

phone_has_ended()
{
    ! kill -0 "$phone_pid" 2>/dev/null
}

stop_phone()
{
    local line status=0
    tell phone quit
    wait_until 8 phone_has_ended || die "the phone did not end when it was told to"
    while IFS= read -r -t 0.1 -u 4 line; do say "   $line"; done
    wait "$phone_pid" || status=$?
    phone_pid=
    [ "$status" -eq 0 ] || die "the phone ended with exit code $status"
}

replay()
{
    local status=0
    "$holdfast" replay "$work/log" >"$work/replay.out" 2>&1 || status=$?
    sed 's/^/   /' "$work/replay.out"
    [ "$status" -eq 0 ] || die "the replay ended with exit code $status"
}

work=$(mktemp -d) || exit 1
trap clean EXIT
trap 'exit 1' INT TERM HUP

say "Holdfast: a phone with two lines, two servers, and an outage."

heading "1. Two servers and a phone are switched on"
start_server primary
primary_port=$port
start_server backup
backup_port=$port
say "   The primary server is at 127.0.0.1:$primary_port, the backup at 127.0.0.1:$backup_port."
say "   Line SIP1 (1001) comes from a Fanvil file, line account.1 (1002) from a Yealink file;"
say "   both have short intervals, so that an outage of hours fits into half a minute."
write_configuration
start_phone
follow 10 "the registration of both lines at the primary server" \
    'SIP1 .*registered at server 1' 'account\.1 .*registered at server 1'
say "   Both lines are in service on the primary server."

heading "2. The primary server falls silent"
say "   It still runs, but answers nothing. The lines will notice at their next refresh."
tell primary drop
follow 20 "the move of both lines to the backup" \
    'SIP1 .*(moved to|registered at) .*server 2' 'account\.1 .*(moved to|registered at) .*server 2'
say "   Both lines are in service on the backup server."
listen 2

heading "3. The primary server answers again"
say "   The phone asks now and then whether it is back: SIP1 every 6 s, account.1 every 10 s."
tell primary answer
follow 25 "the return of both lines to the primary server" \
    'SIP1 .*back on server 1' 'account\.1 .*back on server 1'
say "   Both lines are where they belong, and nobody has touched the phone."

heading "4. The phone is switched off"
stop_phone

heading "5. The phone's log is played again, through a phone without a network"
replay
say "   Every decision of the outage came out again, byte for byte."

heading "6. What happened, told from that log"
"$holdfast" explain "$work/log" --line 1 | sed "s|$work/||; s/^/   /"
say "   \`holdfast replay LOG --ladder FILE.svg\` draws it."

printf '\nDone in %d seconds.\n' $((SECONDS - began))
