#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The demo: two servers and two phones on this machine, a call that outlives the server which
# carried it, and the way back. Takes the path of the program, and leaves beside it what each phone
# heard, as WAV files. Fails when anything that it tells about does not happen in time; ends only
# what it has started.
set -u

if [ $# -ne 1 ]; then
    printf 'usage: demo.sh PATH-OF-HOLDFAST\n' >&2
    exit 2
fi
holdfast=$1
heard=$(dirname "$holdfast")
here=$(cd "$(dirname "$0")" && pwd)
python=/usr/bin/python3
caller_hz=600 # of the tone at a phone's microphone
called_hz=1300
began=$SECONDS
server_pids=()
declare -A phone_pids=()

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
    set -- "${server_pids[@]}" "${phone_pids[@]}"
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
    show_end "$work/caller.err" "the caller's errors"
    show_end "$work/called.err" "the called phone's errors"
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

# start_server NAME: a registrar and proxy on a free port, which is left in the variable port. It
# forwards a request also to a phone that has not registered here: the called phone notices a lost
# server only when it next asks it for something.
start_server()
{
    mkfifo "$work/$1.in" || die "cannot make a FIFO in $work"
    "$holdfast" server --listen 127.0.0.1:0 --name "$1" --expires-max 20 --relay any \
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

# start_phone NAME CONFIGURATION HZ: a phone with a tone at its microphone.
start_phone()
{
    mkfifo "$work/$1.in" || die "cannot make a FIFO in $work"
    "$python" "$here/hear.py" write "$work/$1.wav" "$3" 90 || die "cannot write a tone"
    rm -f "$heard/demo-$1.wav"
    "$holdfast" phone --config "$work/$2" --bind 127.0.0.1:0 --log "$work/$1.log" \
        --hal "wav:in=$work/$1.wav,out=$heard/demo-$1.wav" \
        <>"$work/$1.in" >&4 2>"$work/$1.err" 4>&- &
    phone_pids[$1]=$!
}

# Both phones' lines come through one FIFO, open at both ends, so that nobody waits for the other
# and no line is lost.
start_phones()
{
    mkfifo "$work/phones.out" || die "cannot make a FIFO in $work"
    exec 4<>"$work/phones.out"
    start_phone caller fanvil.txt "$caller_hz"
    start_phone called yealink.cfg "$called_hz"
}

# What a phone said; not the number that only programs want.
show()
{
    [[ $1 =~ ^call\ [0-9]+$ ]] && return
    say "   $1"
    printf '%s\n' "$1" >>"$work/said"
}

# follow SECONDS WHAT PATTERN...: prints the phones' lines as they come, until each pattern has
# been in one of them. WHAT is said when that takes longer.
follow()
{
    local limit=$1 end=$((SECONDS + $1)) what=$2 line left pattern name
    shift 2
    left=("$@")
    while [ "${#left[@]}" -gt 0 ]; do
        if ! IFS= read -r -t 0.5 -u 4 line; then
            for name in "${!phone_pids[@]}"; do
                kill -0 "${phone_pids[$name]}" 2>/dev/null || die "the $name phone has ended"
            done
            [ "$SECONDS" -le "$end" ] || die "$what did not happen in $limit seconds"
            continue
        fi
        show "$line"
        set -- "${left[@]}"
        left=()
        for pattern in "$@"; do
            [[ $line =~ $pattern ]] || left+=("$pattern")
        done
    done
}

# The phones' lines of the next seconds, whatever they are.
listen()
{
    local end=$((SECONDS + $1)) line
    while [ "$SECONDS" -lt "$end" ]; do
        if IFS= read -r -t 0.5 -u 4 line; then show "$line"; fi
    done
}

# is_heard NAME SECONDS: what a phone has heard is at least so much more than it was when marked.
declare -A marks=()
is_heard()
{
    [ "$(stat -c %s "$heard/demo-$1.wav")" -ge $((marks[$1] + $2 * 16000)) ]
}

# talk SECONDS: both phones hear something for so long from now on. What they say meanwhile is
# shown with the next lines.
talk()
{
    local name
    for name in caller called; do
        marks[$name]=$(stat -c %s "$heard/demo-$name.wav") || die "the $name phone writes no sound"
    done
    for name in caller called; do
        wait_until $((20 + $1)) is_heard "$name" "$1" || die "the $name phone hears nothing"
    done
}

phone_has_ended()
{
    ! kill -0 "${phone_pids[$1]}" 2>/dev/null
}

stop_phones()
{
    local line name status
    for name in caller called; do
        tell "$name" quit
        wait_until 8 phone_has_ended "$name" ||
            die "the $name phone did not end when it was told to"
        while IFS= read -r -t 0.1 -u 4 line; do show "$line"; done
        status=0
        wait "${phone_pids[$name]}" || status=$?
        unset "phone_pids[$name]"
        [ "$status" -eq 0 ] || die "the $name phone ended with exit code $status"
    done
}

# The servers' own words: what they did with the BYE.
show_bye()
{
    local name
    for name in primary backup; do
        sed -n "s/^ *[0-9.]* *$name *\(.*BYE.*\)/   the $name server: \1/p" "$work/$name.out"
    done
    grep -q 'BYE 1002 .*: forwarded to' "$work/backup.out" ||
        die "the call did not end through the backup server"
    ! grep -q 'BYE .*: forwarded' "$work/primary.out" ||
        die "the call ended through the primary server"
}

check_sound()
{
    local result=0
    "$python" "$here/hear.py" check "$heard/demo-caller.wav" "$called_hz" "${marks[caller]}" \
        >"$work/sound.out" 2>"$work/sound.err" || result=1
    "$python" "$here/hear.py" check "$heard/demo-called.wav" "$caller_hz" "${marks[called]}" \
        >>"$work/sound.out" 2>>"$work/sound.err" || result=1
    sed 's/^/   /' "$work/sound.out"
    [ "$result" -eq 0 ] || die "$(cat "$work/sound.err")"
}

replay()
{
    local name status=0
    for name in caller called; do
        "$holdfast" replay "$work/$name.log" >"$work/replay.out" 2>&1 || status=$?
        sed "s/^/   the $name phone: /" "$work/replay.out"
        [ "$status" -eq 0 ] || die "the replay ended with exit code $status"
    done
}

# explain OPTION...: the story of the caller's log.
explain()
{
    "$holdfast" explain "$work/caller.log" "$@" >"$work/explain.out" ||
        die "the caller's log cannot be explained"
    sed -i "s|$work/||; s/^/   /" "$work/explain.out"
}

# The same log in all detail: what was decided, sent and answered about the call's end.
explain_bye()
{
    explain --verbose --from "$hangs_up" --to "$over"
    grep -q 'answer .*200 OK' "$work/explain.out" || die "the log does not say how the call ended"
    grep -E 'decided +(call|attempt|pass)|- (sent|answer|given up)' "$work/explain.out" |
        sed -E 's/; until [0-9:.]+$//'
}

work=$(mktemp -d) || exit 1
trap clean EXIT
trap 'exit 1' INT TERM HUP

say "Holdfast: two phones, two servers, a call and an outage."

heading "1. Two servers and two phones are switched on"
start_server primary
primary_port=$port
start_server backup
backup_port=$port
say "   The primary server is at 127.0.0.1:$primary_port, the backup at 127.0.0.1:$backup_port."
say "   Phone 1001 (line SIP1) comes from a Fanvil file, phone 1002 (line account.1) from a"
say "   Yealink file; both have short intervals, so that an outage of hours fits into half a"
say "   minute. In place of a microphone each has a tone: $caller_hz Hz and $called_hz Hz."
write_configuration
start_phones
follow 10 "the registration of both phones at the primary server" \
    'SIP1 .*registered at server 1' 'account\.1 .*registered at server 1'
say "   Both lines are in service on the primary server."

heading "2. 1001 calls 1002"
tell caller dial 1 1002
follow 10 "the call's arrival" 'account\.1 .*it rings: answer'
listen 1
tell called answer
follow 10 "the call's answer" 'SIP1 .*: answered' 'account\.1 .*: answered'
talk 2
say "   They talk. The INVITE went through the primary server; sound goes from phone to phone."

heading "3. The primary server falls silent during the call"
tell primary drop
say "   It still runs, but answers nothing. The call goes on."
talk 3

heading "4. 1001 hangs up"
say "   The BYE has to go the way of the call, and that way is dead."
hangs_up=$(date +%s)
tell caller hangup
follow 15 "the end of the call" 'SIP1 .*call 1 .*: over' 'account\.1 .*call 1 .*: over, ended by'
over=$(($(date +%s) + 1))
show_bye
say "   The call is over on both sides, and nobody had to wait for a timeout of half a minute."

heading "5. What they heard"
check_sound
say "   These files stay: $heard/demo-caller.wav (what 1001 heard: ringing, then 1002) and"
say "   $heard/demo-called.wav (what 1002 heard)."

heading "6. Both lines are on the backup, and go back"
say "   1001 is there already; 1002 notices at its next refresh."
moved='account\.1 .*(moved to|registered at) .*server 2' # on a busy machine said already
grep -qE "$moved" "$work/said" || follow 30 "the move of 1002 to the backup" "$moved"
tell primary answer
say "   The primary server answers again. The phones ask now and then whether it is back: 1001"
say "   every 6 s, 1002 every 10 s."
follow 25 "the return of both lines to the primary server" \
    'SIP1 .*back on server 1' 'account\.1 .*back on server 1'
say "   Both lines are where they belong, and nobody has touched a phone."

heading "7. The phones are switched off"
stop_phones

heading "8. Their logs are played again, through phones without a network"
replay
say "   Every decision of the outage came out again, byte for byte."

heading "9. What happened to 1001, told from its log"
explain
cat "$work/explain.out"
tr -s ' \n' ' ' <"$work/explain.out" | # one of the two, on a busy machine the second
    grep -qE 'end reached .* through server 2|moved to server 2 while it lasted' ||
    die "the story does not tell how the call ended"
say
say "   And the end of the call in all detail: why the BYE went to the backup."
explain_bye
say "   \`holdfast replay LOG --ladder FILE.svg\` draws it."

printf '\nDone in %d seconds.\n' $((SECONDS - began))
