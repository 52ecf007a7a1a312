# A9: a rest lasts retry_after_max_s at most: Retry-After 2^31 rests a for 1800 s, as long as 1801 does for b.
server a answers REGISTER 503 retry-after=2147483648
server b answers REGISTER 503 retry-after=1801
line 1 servers=a,b,c retry_after_max_s=1800 failback_servers=never jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
at 1800019999us register line 1
at 1801s register line 1
show attempts,sends,answers,world,decisions
until 1802s
----
      0  send          REGISTER to a               attempt=1  why=first_candidate
     20  answer        503                         attempt=1  retry_after=2147483648
     20  attempt 1     failed                      why=failover_status  status=503
     20  rest          of a                        until=1800020  why=retry_after  status=503
     20  send          REGISTER to b               attempt=2  why=next_candidate
     40  answer        503                         attempt=2  retry_after=1801
     40  attempt 2     failed                      why=failover_status  status=503
     40  rest          of b                        until=1800040  why=retry_after  status=503
     40  send          REGISTER to c               attempt=3  why=next_candidate
     60  answer        200                         attempt=3  expires=3600
     60  attempt 3     accepted                    why=accepted  status=200
     60  line          REGISTERING -> ON_BACKUP    server=c  why=failover_status  status=503
1800019.999  world         register line 1
1800019.999  send          REGISTER to c               attempt=4  why=first_candidate
1800039.999  answer        200                         attempt=4  expires=3600
1800039.999  attempt 4     accepted                    why=accepted  status=200
1801000  world         register line 1
1801000  send          REGISTER to a               attempt=5  why=first_candidate
1801020  answer        503                         attempt=5  retry_after=2147483648
1801020  attempt 5     failed                      why=failover_status  status=503
1801020  rest          of a                        until=3601020  why=retry_after  status=503
1801020  send          REGISTER to b               attempt=6  why=next_candidate
1801040  answer        503                         attempt=6  retry_after=1801
1801040  attempt 6     failed                      why=failover_status  status=503
1801040  rest          of b                        until=3601040  why=retry_after  status=503
1801040  send          REGISTER to c               attempt=7  why=next_candidate
1801060  answer        200                         attempt=7  expires=3600
1801060  attempt 7     accepted                    why=accepted  status=200
