# C3: what starts a registration pass: start, the user's request, the refresh, the network coming back.
# The line's own errors rest nothing and double no wait (A6a): it waits, and goes at once when the network is back.
server a answers REGISTER 200 expires=100
line 1 servers=a retry_base_s=200 retry_max_s=200 jitter_percent=0 quarantine_s=0
start line 1
at 10s register line 1
at 20s network lost line 1
at 120s network back line 1
at 130s network lost line 1
at 140s network back line 1
show moves,attempts,sends,world
until 150s
----
     0  registration  OFF -> REGISTERING          why=started
     0  send          REGISTER to a               attempt=1  why=first_candidate
    20  registration  REGISTERING -> REGISTERED   server=a  refresh=58520  why=accepted
 10000  world         register line 1
 10000  registration  REGISTERED -> REGISTERING   server=a  why=user_wish
 10000  send          REGISTER to a               attempt=2  why=first_candidate
 10020  registration  REGISTERING -> REGISTERED   server=a  refresh=68520  why=accepted
 20000  world         network lost line 1
 68520  registration  REGISTERED -> REGISTERING   server=a  why=refresh_due
 68520  send          REGISTER to a               attempt=3  why=working_candidate
 68520  attempt 3     failed                      why=local_error
 68520  registration  REGISTERING -> WAITING      next_try=268520  why=no_candidate_left  cause=local
120000  world         network back line 1
120000  registration  WAITING -> REGISTERING      why=network_back
120000  send          REGISTER to a               attempt=4  why=first_candidate
120020  registration  REGISTERING -> REGISTERED   server=a  refresh=178520  why=accepted
130000  world         network lost line 1
140000  world         network back line 1
140000  registration  REGISTERED -> REGISTERING   server=a  why=network_back
140000  send          REGISTER to a               attempt=5  why=working_candidate
140020  registration  REGISTERING -> REGISTERED   server=a  refresh=198520  why=accepted
