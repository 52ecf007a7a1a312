# C1b: what wants a REGISTER to a candidate where one is under way joins it. The refresh at b fails while
# the probe of a is unanswered: the pass goes on at a by joining the probe, and shares its outcome.
server a is unreachable
server b answers REGISTER 200 expires=100
line 1 servers=a,b failback_interval_s=57 jitter_percent=0 quarantine_s=0
start line 1
at 30s server a answers REGISTER 200
at 30s server a delays 2s
at 30s server b is silent
show usual,decisions
until 61s
----
     0  registration  OFF -> REGISTERING          why=started
     0  send          REGISTER to a               attempt=1  why=first_candidate
     0  report        line REGISTERING            since=0  why=started
    20  answer        icmp                        attempt=1
    20  attempt 1     failed                      why=icmp_unreachable
    20  send          REGISTER to b               attempt=2  why=next_candidate
    40  answer        200                         attempt=2  expires=100
    40  attempt 2     accepted                    why=accepted  status=200
    40  registration  REGISTERING -> REGISTERED   server=b  refresh=50040  why=accepted  cause=icmp
    40  failback      HOME -> AWAY                probe=57040  why=probe_waits
    40  binding       (HELD)                      server=b  why=flow_kept
    40  line          REGISTERING -> ON_BACKUP    server=b  why=icmp_unreachable  cause=icmp
    40  report        line ON_BACKUP              server=b  since=40  why=icmp_unreachable  cause=icmp
 30000  world         server a answers REGISTER 200
 30000  world         server a delays 2s
 30000  world         server b is silent
 50040  registration  REGISTERED -> REGISTERING   server=b  why=refresh_due
 50040  send          REGISTER to b               attempt=3  why=working_candidate
 50540  resend        REGISTER to b               attempt=3
 51540  resend        REGISTER to b               attempt=3
 53540  resend        REGISTER to b               attempt=3
 57040  failback      AWAY -> PROBING             server=a  why=probe_due
 57040  send          REGISTER to a               attempt=4  for=probe  why=probe_due
 57540  resend        REGISTER to a               attempt=4
 57540  attempt 3     failed                      why=silence
 57540  order         Abandon                     attempt=3  why=silence
 57540  pass          TRYING -> JOINED            server=a  for=register  why=joins_register  cause=silence
 58540  resend        REGISTER to a               attempt=4
 59040  answer        200                         attempt=4  expires=3600
 59040  attempt 4     accepted                    why=accepted  status=200
 59040  registration  REGISTERING -> REGISTERED   server=a  from=b  refresh=3578040  why=probe_accepted
 59040  failback      PROBING -> HOME             why=came_back
 59040  binding       (LEFT)                      server=b  why=flow_let_go
 59040  binding       (HELD)                      server=a  why=flow_kept
 59040  line          ON_BACKUP -> REGISTERED     server=a  why=came_back
 59040  report        line REGISTERED             server=a  since=59040  why=came_back
