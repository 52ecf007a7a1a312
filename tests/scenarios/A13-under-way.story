# A13: the user's "register now" has found server a dead and asks b when the call is answered at b as well: that REGISTER
# goes on, and moves the line.
line 1 servers=a,b jitter_percent=0 quarantine_s=0
server b answers REGISTER 200 after=3s
start line 1
at 10s server a is silent
at 10s register line 1
at 11s call line 1
show moves,attempts,sends,answers,reports,calls,world
until 25s
----
     0  registration  OFF -> REGISTERING          why=started
     0  send          REGISTER to a               attempt=1  why=first_candidate
     0  report        line REGISTERING            since=0  why=started
    20  answer        200                         attempt=1  expires=3600
    20  registration  REGISTERING -> REGISTERED   server=a  refresh=3519020  why=accepted
    20  report        line REGISTERED             server=a  since=20  why=accepted
 10000  world         server a is silent
 10000  world         register line 1
 10000  registration  REGISTERED -> REGISTERING   server=a  why=user_wish
 10000  send          REGISTER to a               attempt=2  why=first_candidate
 10500  resend        REGISTER to a               attempt=2
 11000  world         call line 1
 11000  report        call 2 CALLING              why=call_wanted
 11000  send          INVITE to a                 attempt=3  request=2  why=call_wanted
 11500  resend        REGISTER to a               attempt=2
 11500  resend        INVITE to a                 attempt=3
 12500  resend        INVITE to a                 attempt=3
 13500  resend        REGISTER to a               attempt=2
 14500  resend        INVITE to a                 attempt=3
 17500  attempt 2     failed                      why=silence
 17500  send          REGISTER to b               attempt=4  why=next_candidate
 18000  resend        REGISTER to b               attempt=4
 18500  attempt 3     failed                      why=silence
 18500  send          INVITE to b                 attempt=5  request=2  why=next_candidate
 18510  callee        rings                       via=b  call=2
 18520  answer        180                         attempt=5
 18520  order         Extend                      attempt=5  why=call_rings
 18520  report        call 2 RINGING              server=b  why=call_rings
 19000  resend        REGISTER to b               attempt=4
 20510  callee        talks                       via=b  call=2
 20520  answer        200                         attempt=4  expires=3600
 20520  registration  REGISTERING -> REGISTERED   server=b  from=a  refresh=3539520  why=accepted  cause=silence
 20520  failback      HOME -> AWAY                probe=140520  why=probe_waits
 20520  report        request 1 accepted          server=b
 20520  report        line ON_BACKUP              server=b  since=20520  why=silence  cause=silence
 20520  answer        200                         attempt=5
 20520  report        request 2 accepted          server=b
 20520  report        call 2 TALKING              server=b  why=call_answered
