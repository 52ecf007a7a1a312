# E2, C1b: and it abandons a probe: a is being probed, and silent, when b fails and the call comes to a.
server a is silent
line 1 servers=a,b jitter_percent=0 quarantine_s=0 register_first=on failback_interval_s=20
start line 1
at 30s server b fails with icmp
at 30s server a is back
at 30s call line 1
show moves,attempts,sends,answers,reports,calls,world
until 34s
----
     0  registration  OFF -> REGISTERING          why=started
     0  send          REGISTER to a               attempt=1  why=first_candidate
     0  report        line REGISTERING            since=0  why=started
   500  resend        REGISTER to a               attempt=1
  1500  resend        REGISTER to a               attempt=1
  3500  resend        REGISTER to a               attempt=1
  7500  attempt 1     failed                      why=silence
  7500  send          REGISTER to b               attempt=2  why=next_candidate
  7520  answer        200                         attempt=2  expires=3600
  7520  registration  REGISTERING -> REGISTERED   server=b  refresh=3526520  why=accepted  cause=silence
  7520  failback      HOME -> AWAY                probe=27520  why=probe_waits
  7520  report        line ON_BACKUP              server=b  since=7520  why=silence  cause=silence
 27520  failback      AWAY -> PROBING             server=a  why=probe_due
 27520  send          REGISTER to a               attempt=3  for=probe  why=probe_due
 28020  resend        REGISTER to a               attempt=3
 29020  resend        REGISTER to a               attempt=3
 30000  world         server b fails with icmp
 30000  world         server a is back
 30000  world         call line 1
 30000  report        call 1 CALLING              why=call_wanted
 30000  send          INVITE to b                 attempt=4  request=1  why=call_wanted
 30020  answer        icmp                        attempt=4
 30020  attempt 4     failed                      why=icmp_unreachable
 30020  order         Abandon                     attempt=3  why=probe_gives_way
 30020  failback      PROBING -> AWAY             probe=50020  why=probe_gives_way
 30020  send          REGISTER to a               attempt=5  why=turn_came
 30040  answer        200                         attempt=5  expires=3600
 30040  registration  REGISTERED -> REGISTERED    server=a  from=b  refresh=3549040  why=registered_first  cause=icmp
 30040  failback      AWAY -> HOME                why=probe_not_needed
 30040  send          INVITE to a                 attempt=6  request=1  why=registered_first
 30040  report        line REGISTERED             server=a  since=30040  why=icmp_unreachable  cause=icmp
 30050  callee        rings                       via=a  call=1
 30060  answer        180                         attempt=6
 30060  order         Extend                      attempt=6  why=call_rings
 30060  report        call 1 RINGING              server=a  why=call_rings
 32050  callee        talks                       via=a  call=1
 32060  answer        200                         attempt=6
 32060  report        request 1 accepted          server=a
 32060  report        call 1 TALKING              server=a  why=call_answered
