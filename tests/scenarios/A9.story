# A9: a failover status with Retry-After: 100 rests that target: passes skip it, the user's too, while another
# candidate is left, and the probe waits until it wakes (D1: a resting server is not probed).
server a answers REGISTER 503 retry-after=100
line 1 servers=a,b failback_interval_s=30 jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
at 20s register line 1
at 90s server a answers REGISTER 200
show moves,attempts,sends,answers,world,decisions
until 110s
----
     0  registration  OFF -> REGISTERING          why=started
     0  send          REGISTER to a               attempt=1  why=first_candidate
    20  answer        503                         attempt=1  retry_after=100
    20  attempt 1     failed                      why=failover_status  status=503
    20  rest          of a                        until=100020  why=retry_after  status=503
    20  send          REGISTER to b               attempt=2  why=next_candidate
    40  answer        200                         attempt=2  expires=3600
    40  attempt 2     accepted                    why=accepted  status=200
    40  registration  REGISTERING -> REGISTERED   server=b  refresh=3519040  why=accepted  status=503
    40  failback      HOME -> AWAY                probe=30040  why=probe_waits
    40  line          REGISTERING -> ON_BACKUP    server=b  why=failover_status  status=503
 20000  world         register line 1
 20000  registration  REGISTERED -> REGISTERING   server=b  why=user_wish
 20000  send          REGISTER to b               attempt=3  why=first_candidate
 20020  answer        200                         attempt=3  expires=3600
 20020  attempt 3     accepted                    why=accepted  status=200
 20020  registration  REGISTERING -> REGISTERED   server=b  refresh=3539020  why=accepted
 30040  failback      (AWAY)                      probe=100020  why=all_rest
 90000  world         server a answers REGISTER 200
100020  failback      AWAY -> PROBING             server=a  why=probe_due
100020  send          REGISTER to a               attempt=4  for=probe  why=probe_due
100040  answer        200                         attempt=4  expires=3600
100040  attempt 4     accepted                    why=accepted  status=200
100040  registration  REGISTERED -> REGISTERED    server=a  from=b  refresh=3619040  why=probe_accepted
100040  failback      PROBING -> HOME             why=came_back
100040  line          ON_BACKUP -> REGISTERED     server=a  why=came_back
