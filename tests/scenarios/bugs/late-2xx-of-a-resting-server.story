# A11, A10: a late 2xx from the better server ends its rest, so that the probe leaves at once. It once found that
# "all rest", and the interval began anew.
server a delays 9s
line 1 servers=a,b jitter_percent=0
start line 1
at 20s server a delays 20ms
show moves,attempts,sends,reports,bindings
until 20s
----
     0  registration  OFF -> REGISTERING          why=started
     0  send          REGISTER to a               attempt=1  why=first_candidate
     0  report        line REGISTERING            since=0  why=started
   500  resend        REGISTER to a               attempt=1
  1500  resend        REGISTER to a               attempt=1
  3500  resend        REGISTER to a               attempt=1
  7500  attempt 1     failed                      why=silence
  7500  send          REGISTER to b               attempt=2  why=next_candidate
  7520  binding       ABSENT -> HELD              server=b  expires=3607520  why=accepted
  7520  registration  REGISTERING -> REGISTERED   server=b  refresh=3526520  why=accepted  cause=silence
  7520  failback      HOME -> AWAY                probe=127520  why=probe_waits
  7520  report        line ON_BACKUP              server=b  since=7520  why=silence  cause=silence
  9000  binding       ABSENT -> LEFT              server=a  expires=3609000  why=late_binding
  9000  failback      AWAY -> PROBING             server=a  why=late_binding
  9000  send          REGISTER to a               attempt=3  for=probe  why=late_binding
  9500  resend        REGISTER to a               attempt=3
 10500  resend        REGISTER to a               attempt=3
 12500  resend        REGISTER to a               attempt=3
 16500  order         Extend                      attempt=3  why=last_candidate
 16500  resend        REGISTER to a               attempt=3
 18000  binding       LEFT -> HELD                server=a  expires=3618000  why=accepted
 18000  binding       HELD -> LEFT                server=b  expires=3607520  why=binding_left
 18000  registration  REGISTERED -> REGISTERED    server=a  from=b  refresh=3537000  why=probe_accepted
 18000  failback      PROBING -> HOME             why=came_back
 18000  report        line REGISTERED             server=a  since=18000  why=came_back
