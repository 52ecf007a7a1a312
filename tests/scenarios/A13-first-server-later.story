# A13: an INVITE that starts at b, where the line works, and is answered by a, moves the line as well: back to the first server.
server a is silent
line 1 servers=a,b jitter_percent=0 quarantine_s=0 failback_interval_s=1000
start line 1
at 10s server a is back
at 10s server b is silent
at 10s call line 1
show moves,attempts,sends,reports,calls,world
until 21s
----
     0  registration  OFF -> REGISTERING          why=started
     0  send          REGISTER to a               attempt=1  why=first_candidate
     0  report        line REGISTERING            since=0  why=started
   500  resend        REGISTER to a               attempt=1
  1500  resend        REGISTER to a               attempt=1
  3500  resend        REGISTER to a               attempt=1
  7500  attempt 1     failed                      why=silence
  7500  send          REGISTER to b               attempt=2  why=next_candidate
  7520  registration  REGISTERING -> REGISTERED   server=b  refresh=3526520  why=accepted  cause=silence
  7520  failback      HOME -> AWAY                probe=1007520  why=probe_waits
  7520  report        line ON_BACKUP              server=b  since=7520  why=silence  cause=silence
 10000  world         server a is back
 10000  world         server b is silent
 10000  world         call line 1
 10000  report        call 1 CALLING              why=call_wanted
 10000  send          INVITE to b                 attempt=3  request=1  why=call_wanted
 10500  resend        INVITE to b                 attempt=3
 11500  resend        INVITE to b                 attempt=3
 13500  resend        INVITE to b                 attempt=3
 17500  attempt 3     failed                      why=silence
 17500  send          INVITE to a                 attempt=4  request=1  why=next_candidate
 17510  callee        rings                       via=a  call=1
 17520  order         Extend                      attempt=4  why=call_rings
 17520  report        call 1 RINGING              server=a  why=call_rings
 17520  registration  REGISTERED -> REGISTERING   server=b  why=answered_elsewhere
 17520  send          REGISTER to a               attempt=5  why=answered_elsewhere
 17540  registration  REGISTERING -> REGISTERED   server=a  from=b  refresh=3536540  why=accepted
 17540  failback      AWAY -> HOME                why=probe_not_needed
 17540  report        line REGISTERED             server=a  since=17540  why=accepted
 19510  callee        talks                       via=a  call=1
 19520  report        request 1 accepted          server=a
 19520  report        call 1 TALKING              server=a  why=call_answered
