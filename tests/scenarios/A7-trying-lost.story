# A7: after a 100 alone it is moved by a lost connection.
server a at tcp:192.0.2.1
server a provisional 100 to INVITE then silent
line 1 servers=a,b jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
at 1s call line 1
at 11s connection to a breaks
show attempts,sends,answers,reports,calls,world
until 14s
----
     0  send          REGISTER to a               attempt=1  why=first_candidate
     0  report        line REGISTERING            since=0  why=started
    20  answer        connected                   attempt=1
    40  answer        200                         attempt=1  expires=3600
    40  report        line REGISTERED             server=a  since=40  why=accepted
  1000  world         call line 1
  1000  report        call 1 CALLING              why=call_wanted
  1000  send          INVITE to a                 attempt=2  request=1  why=call_wanted
  1020  answer        100                         attempt=2
  1020  order         Extend                      attempt=2  why=server_lives
 11000  world         connection to a breaks
 11000  answer        reset                       attempt=2
 11000  attempt 2     failed                      why=connection_reset
 11000  send          INVITE to b                 attempt=3  request=1  why=next_candidate
 11000  flow          lost to a                   cause=closed
 11000  send          REGISTER to a               attempt=4  why=working_candidate
 11010  callee        rings                       via=b  call=1
 11020  answer        connected                   attempt=4
 11020  answer        180                         attempt=3
 11020  order         Extend                      attempt=3  why=call_rings
 11020  report        call 1 RINGING              server=b  why=call_rings
 11020  order         Abandon                     attempt=4  why=answered_elsewhere
 11020  send          REGISTER to b               attempt=5  why=answered_elsewhere
 11040  answer        200, too late               attempt=4
 11040  answer        200                         attempt=5  expires=3600
 11040  report        line ON_BACKUP              server=b  since=11040  why=accepted
 13010  callee        talks                       via=b  call=1
 13020  answer        200                         attempt=3
 13020  report        request 1 accepted          server=b
 13020  report        call 1 TALKING              server=b  why=call_answered
