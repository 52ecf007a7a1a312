# D8, D1: idle: the probe that falls due during a call of ours waits for its end. The call began before a came back, and
# ends on b, which carries it (E5).
server a is silent
line 1 servers=a,b jitter_percent=0 quarantine_s=0 failback_interval_s=20 failback_when=idle register_first=on
start line 1
at 10s call line 1
at 15s server a is back
at 40s hang up line 1
show moves,sends,reports,calls,world
until 45s
----
     0  registration  OFF -> REGISTERING          why=started
     0  send          REGISTER to a               attempt=1  why=first_candidate
     0  report        line REGISTERING            since=0  why=started
   500  resend        REGISTER to a               attempt=1
  1500  resend        REGISTER to a               attempt=1
  3500  resend        REGISTER to a               attempt=1
  7500  send          REGISTER to b               attempt=2  why=next_candidate
  7520  registration  REGISTERING -> REGISTERED   server=b  refresh=3526520  why=accepted  cause=silence
  7520  failback      HOME -> AWAY                probe=27520  why=probe_waits
  7520  report        line ON_BACKUP              server=b  since=7520  why=silence  cause=silence
 10000  world         call line 1
 10000  report        call 1 CALLING              why=call_wanted
 10000  send          INVITE to b                 attempt=3  request=1  why=call_wanted
 10010  callee        rings                       via=b  call=1
 10020  order         Extend                      attempt=3  why=call_rings
 10020  report        call 1 RINGING              server=b  why=call_rings
 12010  callee        talks                       via=b  call=1
 12020  report        request 1 accepted          server=b
 12020  report        call 1 TALKING              server=b  why=call_answered
 15000  world         server a is back
 27520  failback      AWAY -> DUE                 until=3627520  why=waits_for_idle
 40000  world         hang up line 1
 40000  report        call 1 ENDING               server=b  why=hangs_up
 40000  send          BYE to b                    attempt=4  request=2  in_dialog  why=hangs_up
 40010  callee        talks no longer             call=1
 40020  report        request 2 accepted          server=b
 40020  report        call 1 OVER                 server=b  why=bye_answered
 40020  failback      DUE -> PROBING              server=a  why=line_idle
 40020  send          REGISTER to a               attempt=5  for=probe  why=line_idle
 40040  registration  REGISTERED -> REGISTERED    server=a  from=b  refresh=3559040  why=probe_accepted
 40040  failback      PROBING -> HOME             why=came_back
 40040  report        line REGISTERED             server=a  since=40040  why=came_back
