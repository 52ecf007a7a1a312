# A13, A4: the line's REGISTER has nobody left to ask but the working server b, which is silent, and may go on to 64*T1;
# the call is answered at a before: the line goes there at once.
server a fails with icmp
line 1 servers=a,b jitter_percent=0 quarantine_s=0
start line 1
at 10s server b is silent
at 10s register line 1
at 11s call line 1
at 15s server a is back
show moves,attempts,sends,answers,reports,calls,world
until 21s
----
     0  registration  OFF -> REGISTERING          why=started
     0  send          REGISTER to a               attempt=1  why=first_candidate
     0  report        line REGISTERING            since=0  why=started
    20  answer        icmp                        attempt=1
    20  attempt 1     failed                      why=icmp_unreachable
    20  send          REGISTER to b               attempt=2  why=next_candidate
    40  answer        200                         attempt=2  expires=3600
    40  registration  REGISTERING -> REGISTERED   server=b  refresh=3519040  why=accepted  cause=icmp
    40  failback      HOME -> AWAY                probe=120040  why=probe_waits
    40  report        line ON_BACKUP              server=b  since=40  why=icmp_unreachable  cause=icmp
 10000  world         server b is silent
 10000  world         register line 1
 10000  registration  REGISTERED -> REGISTERING   server=b  why=user_wish
 10000  send          REGISTER to a               attempt=3  why=first_candidate
 10020  answer        icmp                        attempt=3
 10020  attempt 3     failed                      why=icmp_unreachable
 10020  send          REGISTER to b               attempt=4  why=next_candidate
 10520  resend        REGISTER to b               attempt=4
 11000  world         call line 1
 11000  report        call 2 CALLING              why=call_wanted
 11000  send          INVITE to b                 attempt=5  request=2  why=call_wanted
 11500  resend        INVITE to b                 attempt=5
 11520  resend        REGISTER to b               attempt=4
 12500  resend        INVITE to b                 attempt=5
 13520  resend        REGISTER to b               attempt=4
 14500  resend        INVITE to b                 attempt=5
 15000  world         server a is back
 17520  order         Extend                      attempt=4  why=last_candidate
 17520  resend        REGISTER to b               attempt=4
 18500  attempt 5     failed                      why=silence
 18500  send          INVITE to a                 attempt=6  request=2  why=next_candidate
 18510  callee        rings                       via=a  call=2
 18520  answer        180                         attempt=6
 18520  order         Extend                      attempt=6  why=call_rings
 18520  report        call 2 RINGING              server=a  why=call_rings
 18520  order         Abandon                     attempt=4  why=answered_elsewhere
 18520  send          REGISTER to a               attempt=7  why=answered_elsewhere
 18540  answer        200                         attempt=7  expires=3600
 18540  registration  REGISTERING -> REGISTERED   server=a  from=b  refresh=3537540  why=accepted
 18540  failback      AWAY -> HOME                why=probe_not_needed
 18540  report        request 1 accepted          server=a
 18540  report        line REGISTERED             server=a  since=18540  why=accepted
 20510  callee        talks                       via=a  call=2
 20520  answer        200                         attempt=6
 20520  report        request 2 accepted          server=a
 20520  report        call 2 TALKING              server=a  why=call_answered
