# C3, E6: a CANCEL that times out starts a registration pass at the first candidate.
server a rings
line 1 servers=a,b jitter_percent=0 quarantine_s=0 failback_interval_s=600
start line 1
at 1s call line 1
at 5s server a is silent
at 6s hang up line 1
show moves,attempts,sends,answers,reports,calls,world
until 25s
----
     0  registration  OFF -> REGISTERING          why=started
     0  send          REGISTER to a               attempt=1  why=first_candidate
     0  report        line REGISTERING            since=0  why=started
    20  answer        200                         attempt=1  expires=3600
    20  registration  REGISTERING -> REGISTERED   server=a  refresh=3519020  why=accepted
    20  report        line REGISTERED             server=a  since=20  why=accepted
  1000  world         call line 1
  1000  report        call 1 CALLING              why=call_wanted
  1000  send          INVITE to a                 attempt=2  request=1  why=call_wanted
  1010  callee        rings                       via=a  call=1
  1020  answer        180                         attempt=2
  1020  order         Extend                      attempt=2  why=call_rings
  1020  report        call 1 RINGING              server=a  why=call_rings
  5000  world         server a is silent
  6000  world         hang up line 1
  6000  order         Abandon                     attempt=2  why=call_given_up
  6000  report        request 1 withdrawn
  6000  report        call 1 OVER                 server=a  why=call_given_up
  6000  send          CANCEL to a                 of attempt=2
  6500  resend        CANCEL to a                 of attempt=2
  7500  resend        CANCEL to a                 of attempt=2
  9500  resend        CANCEL to a                 of attempt=2
 13500  answer        CANCEL unanswered           attempt=2
 13500  registration  REGISTERED -> REGISTERING   server=a  why=cancel_ignored
 13500  send          REGISTER to a               attempt=3  why=first_candidate
 14000  resend        REGISTER to a               attempt=3
 15000  resend        REGISTER to a               attempt=3
 17000  resend        REGISTER to a               attempt=3
 21000  attempt 3     failed                      why=silence
 21000  send          REGISTER to b               attempt=4  why=next_candidate
 21020  answer        200                         attempt=4  expires=3600
 21020  registration  REGISTERING -> REGISTERED   server=b  from=a  refresh=3540020  why=accepted  cause=silence
 21020  failback      HOME -> AWAY                probe=621020  why=probe_waits
 21020  report        line ON_BACKUP              server=b  since=21020  why=silence  cause=silence
