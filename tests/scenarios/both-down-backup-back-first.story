# A4, A14, C6, D1: both servers are silent; the backup comes back first, and serves; then the primary.
server a is silent
server b is silent
line 1 like fanvil servers=a,b failback_interval_s=60
start line 1
at 60s server b is back
at 120s server a is back
show moves,attempts,reports,world
until 200s
----
     0  registration  OFF -> REGISTERING          why=started
     0  report        line REGISTERING            since=0  why=started
  7500  attempt 1     failed                      why=silence
 39500  attempt 2     failed                      why=silence
 39500  registration  REGISTERING -> WAITING      next_try=71500  why=no_candidate_left  cause=silence
 39500  report        line FAILED                 since=39500  next_try=71500  why=silence  cause=silence
 60000  world         server b is back
 71500  registration  WAITING -> REGISTERING      why=wait_over
 71500  report        line REGISTERING            since=71500  why=silence  cause=silence
 79000  attempt 3     failed                      why=silence
 79020  registration  REGISTERING -> REGISTERED   server=b  refresh=3598020  why=accepted  cause=silence
 79020  failback      HOME -> AWAY                probe=139020  why=probe_waits
 79020  report        line ON_BACKUP              server=b  since=79020  why=silence  cause=silence
120000  world         server a is back
139020  failback      AWAY -> PROBING             server=a  why=probe_due
139040  registration  REGISTERED -> REGISTERED    server=a  from=b  refresh=3658040  why=probe_accepted
139040  failback      PROBING -> HOME             why=came_back
139040  report        line REGISTERED             server=a  since=139040  why=came_back
