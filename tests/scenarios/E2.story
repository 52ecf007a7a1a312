# E2: `register_first`: before the INVITE is sent to b, which holds no binding, REGISTER is sent there and waited for.
# Accepted, the line is registered there from then on (A13).
line 1 servers=a,b jitter_percent=0 quarantine_s=0 register_first=on
start line 1
at 1s server a is silent
at 1s call line 1
show moves,attempts,sends,answers,reports,calls,world
until 12s
----
     0  registration  OFF -> REGISTERING          why=started
     0  send          REGISTER to a               attempt=1  why=first_candidate
     0  report        line REGISTERING            since=0  why=started
    20  answer        200                         attempt=1  expires=3600
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
  8500  send          REGISTER to b               attempt=3  why=next_candidate
  8520  answer        200                         attempt=3  expires=3600
  8520  registration  REGISTERED -> REGISTERED    server=b  from=a  refresh=3527520  why=registered_first  cause=silence
  8520  failback      HOME -> AWAY                probe=128520  why=probe_waits
  8520  send          INVITE to b                 attempt=4  request=1  why=registered_first
  8520  report        line ON_BACKUP              server=b  since=8520  why=silence  cause=silence
  8530  callee        rings                       via=b  call=1
  8540  answer        180                         attempt=4
  8540  order         Extend                      attempt=4  why=call_rings
  8540  report        call 1 RINGING              server=b  why=call_rings
 10530  callee        talks                       via=b  call=1
 10540  answer        200                         attempt=4
 10540  report        request 1 accepted          server=b
 10540  report        call 1 TALKING              server=b  why=call_answered
