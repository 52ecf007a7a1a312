# A6a, C6. Field pain 25: offline, the phone restarted its registration in a loop without a pause.
# A6a: an error on this side says nothing of the server and doubles no wait; C6: but a wait there
# is; the network that is back ends it. H8: nothing else is due meanwhile.
line 1 servers=a,b jitter_percent=0 keepalive_s=0
start line 1
at 10s network lost line 1
at 20s register line 1
at 100s network back line 1
show moves,attempts,sends,rests,world
until 101s
----
     0  registration  OFF -> REGISTERING          why=started
     0  send          REGISTER to a               attempt=1  why=first_candidate
    20  registration  REGISTERING -> REGISTERED   server=a  refresh=3519020  why=accepted
 10000  world         network lost line 1
 20000  world         register line 1
 20000  registration  REGISTERED -> REGISTERING   server=a  why=user_wish
 20000  send          REGISTER to a               attempt=2  why=first_candidate
 20000  attempt 2     failed                      why=local_error
 20000  send          REGISTER to b               attempt=3  why=next_candidate
 20000  attempt 3     failed                      why=local_error
 20000  registration  REGISTERING -> WAITING      next_try=72537  why=no_candidate_left  cause=local
 72537  registration  WAITING -> REGISTERING      why=wait_over
 72537  send          REGISTER to a               attempt=4  why=first_candidate
 72537  attempt 4     failed                      why=local_error
 72537  send          REGISTER to b               attempt=5  why=next_candidate
 72537  attempt 5     failed                      why=local_error
 72537  registration  REGISTERING -> WAITING      next_try=125649  why=no_candidate_left  cause=local
100000  world         network back line 1
100000  registration  WAITING -> REGISTERING      why=network_back
100000  send          REGISTER to a               attempt=6  why=first_candidate
100020  registration  REGISTERING -> REGISTERED   server=a  refresh=3619020  why=accepted
