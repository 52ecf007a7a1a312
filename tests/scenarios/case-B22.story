# A6, A7 (behaviour case 22): the TCP connection breaks after the INVITE was sent, no answer yet: INVITE to another
# server. It was open before, so that it is tried once more on a fresh one first (A6a), which is refused.
server a at tcp:192.0.2.1
server a rings after=10s
line 1 servers=a,b jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
at 1s call line 1
at 2s connection to a breaks
at 2s server a fails with refused
show attempts,sends,answers,reports,calls,world
until 6s
----
     0  send          REGISTER to a               attempt=1  why=first_candidate
     0  report        line REGISTERING            since=0  why=started
    20  answer        connected                   attempt=1
    40  answer        200                         attempt=1  expires=3600
    40  report        line REGISTERED             server=a  since=40  why=accepted
  1000  world         call line 1
  1000  report        call 1 CALLING              why=call_wanted
  1000  send          INVITE to a                 attempt=2  request=1  why=call_wanted
  2000  world         connection to a breaks
  2000  answer        reset                       attempt=2  reused
  2000  send          INVITE to a                 attempt=3  request=1  fresh  why=second_try
  2000  flow          lost to a                   cause=closed
  2000  send          REGISTER to a               attempt=4  why=working_candidate
  2000  world         server a fails with refused
  2020  answer        refused                     attempt=3
  2020  attempt 3     failed                      why=connection_refused
  2020  send          INVITE to b                 attempt=5  request=1  why=next_candidate
  2020  answer        refused                     attempt=4
  2020  attempt 4     failed                      why=connection_refused
  2020  send          REGISTER to b               attempt=6  why=next_candidate
  2030  callee        rings                       via=b  call=1
  2040  answer        200                         attempt=6  expires=3600
  2040  report        line ON_BACKUP              server=b  since=2040  why=connection_refused  cause=refused
  2040  answer        180                         attempt=5
  2040  order         Extend                      attempt=5  why=call_rings
  2040  report        call 1 RINGING              server=b  why=call_rings
  4030  callee        talks                       via=b  call=1
  4040  answer        200                         attempt=5
  4040  report        request 1 accepted          server=b
  4040  report        call 1 TALKING              server=b  why=call_answered
