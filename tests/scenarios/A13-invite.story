# A13: an INVITE that failed on the working server by silence is answered by b: the line registers at b, and works there
# then. Its next call goes to b at once.
line 1 servers=a,b jitter_percent=0 quarantine_s=0 failback_interval_s=600
start line 1
at 1s server a is silent
at 1s call line 1
at 20s hang up line 1
at 21s call line 1
show moves,attempts,sends,reports,calls,world
until 25s
----
     0  registration  OFF -> REGISTERING          why=started
     0  send          REGISTER to a               attempt=1  why=first_candidate
     0  report        line REGISTERING            since=0  why=started
    20  registration  REGISTERING -> REGISTERED   server=a  refresh=3519020  why=accepted
    20  report        line REGISTERED             server=a  since=20  why=accepted
  1000  world         server a is silent
  1000  world         call line 1
  1000  report        call 1 CALLING              why=call_wanted
  1000  send          INVITE to a                 attempt=2  request=1  why=call_wanted
  1500  resend        INVITE to a                 attempt=2
  2500  resend        INVITE to a                 attempt=2
  4500  resend        INVITE to a                 attempt=2
  8500  attempt 2     failed                      why=silence
  8500  send          INVITE to b                 attempt=3  request=1  why=next_candidate
  8510  callee        rings                       via=b  call=1
  8520  order         Extend                      attempt=3  why=call_rings
  8520  report        call 1 RINGING              server=b  why=call_rings
  8520  registration  REGISTERED -> REGISTERING   server=a  why=answered_elsewhere
  8520  send          REGISTER to b               attempt=4  why=answered_elsewhere
  8540  registration  REGISTERING -> REGISTERED   server=b  from=a  refresh=3527540  why=accepted
  8540  failback      HOME -> AWAY                probe=608540  why=probe_waits
  8540  report        line ON_BACKUP              server=b  since=8540  why=accepted
 10510  callee        talks                       via=b  call=1
 10520  report        request 1 accepted          server=b
 10520  report        call 1 TALKING              server=b  why=call_answered
 20000  world         hang up line 1
 20000  report        call 1 ENDING               server=b  why=hangs_up
 20000  send          BYE to b                    attempt=5  request=2  in_dialog  why=hangs_up
 20010  callee        talks no longer             call=1
 20020  report        request 2 accepted          server=b
 20020  report        call 1 OVER                 server=b  why=bye_answered
 21000  world         call line 1
 21000  report        call 3 CALLING              why=call_wanted
 21000  send          INVITE to b                 attempt=6  request=3  why=call_wanted
 21010  callee        rings                       via=b  call=3
 21020  order         Extend                      attempt=6  why=call_rings
 21020  report        call 3 RINGING              server=b  why=call_rings
 23010  callee        talks                       via=b  call=3
 23020  report        request 3 accepted          server=b
 23020  report        call 3 TALKING              server=b  why=call_answered
