# A9: a rest ends at its stated time and never earlier: a longer one that another line tells of counts, a shorter one
# does not.
server a answers REGISTER 503 retry-after=60
line 1 servers=a,b failback_servers=never jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
at 10s event line 1 rested target=a until=30s cause=silence
at 35s register line 1
at 36s event line 1 rested target=a until=90s cause=silence
at 61s register line 1
at 91s register line 1
show attempts,sends,rests,world
until 92s
----
     0  send          REGISTER to a               attempt=1  why=first_candidate
    20  attempt 1     failed                      why=failover_status  status=503
    20  rest          of a                        until=60020  why=retry_after  status=503
    20  rest          shared of a                 until=60020
    20  send          REGISTER to b               attempt=2  why=next_candidate
 10000  world         event line 1 rested target=a until=30s cause=silence
 10000  rest          heard of a                  until=30000  cause=silence
 35000  world         register line 1
 35000  send          REGISTER to b               attempt=3  why=first_candidate
 36000  world         event line 1 rested target=a until=90s cause=silence
 36000  rest          heard of a                  until=90000  cause=silence
 61000  world         register line 1
 61000  send          REGISTER to b               attempt=4  why=first_candidate
 91000  world         register line 1
 91000  send          REGISTER to a               attempt=5  why=first_candidate
 91020  attempt 5     failed                      why=failover_status  status=503
 91020  rest          of a                        until=151020  why=retry_after  status=503
 91020  rest          shared of a                 until=151020
 91020  send          REGISTER to b               attempt=6  why=next_candidate
