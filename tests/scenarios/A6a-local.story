# A6a: local errors (here: the network is gone) rest no target and double no wait: each wait is drawn from 50..100 s,
# and when the network is back, a is asked at once, quarantine_s or not.
line 1 servers=a,b retry_base_s=100 retry_max_s=3000 quarantine_s=300 jitter_percent=0 keepalive_s=0
network lost line 1
start line 1
at 300s network back line 1
show moves,attempts,sends,world
until 310s
----
     0  registration  OFF -> REGISTERING          why=started
     0  send          REGISTER to a               attempt=1  why=first_candidate
     0  attempt 1     failed                      why=local_error
     0  send          REGISTER to b               attempt=2  why=next_candidate
     0  attempt 2     failed                      why=local_error
     0  registration  REGISTERING -> WAITING      next_try=107968  why=no_candidate_left  cause=local
107968  registration  WAITING -> REGISTERING      why=wait_over
107968  send          REGISTER to a               attempt=3  why=first_candidate
107968  attempt 3     failed                      why=local_error
107968  send          REGISTER to b               attempt=4  why=next_candidate
107968  attempt 4     failed                      why=local_error
107968  registration  REGISTERING -> WAITING      next_try=251933  why=no_candidate_left  cause=local
251933  registration  WAITING -> REGISTERING      why=wait_over
251933  send          REGISTER to a               attempt=5  why=first_candidate
251933  attempt 5     failed                      why=local_error
251933  send          REGISTER to b               attempt=6  why=next_candidate
251933  attempt 6     failed                      why=local_error
251933  registration  REGISTERING -> WAITING      next_try=406557  why=no_candidate_left  cause=local
300000  world         network back line 1
300000  registration  WAITING -> REGISTERING      why=network_back
300000  send          REGISTER to a               attempt=7  why=first_candidate
300020  registration  REGISTERING -> REGISTERED   server=a  refresh=3819020  why=accepted
