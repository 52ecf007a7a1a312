# C3a, C6, C11. Field pain 6 (also 25, 34): after the server's restart all phones registered again
# in the same moment, and in a loop. C3a: a broken connection is answered by one REGISTER. C6: when
# that fails, each line waits for a time of its own, drawn between 30 and 60 s. C11: refreshes are
# spread by jitter.
server a at tcp:192.0.2.1
line 1 servers=a seed=1
line 2 servers=a seed=2
line 3 servers=a seed=3
start line 1
start line 2
start line 3
at 10s server a fails with refused
at 10s connection to a breaks
at 15s server a is back
show moves,world
until 70s
----
     0  line 1  registration  OFF -> REGISTERING          why=started
     0  line 2  registration  OFF -> REGISTERING          why=started
     0  line 3  registration  OFF -> REGISTERING          why=started
    40  line 1  registration  REGISTERING -> REGISTERED   server=a  refresh=3475165.386  why=accepted
    40  line 2  registration  REGISTERING -> REGISTERED   server=a  refresh=3477563.478  why=accepted
    40  line 3  registration  REGISTERING -> REGISTERED   server=a  refresh=3405873.336  why=accepted
 10000          world         server a fails with refused
 10000          world         connection to a breaks
 10000  line 1  registration  REGISTERED -> REGISTERING   server=a  why=flow_lost
 10000  line 2  registration  REGISTERED -> REGISTERING   server=a  why=flow_lost
 10000  line 3  registration  REGISTERED -> REGISTERING   server=a  why=flow_lost
 10020  line 1  registration  REGISTERING -> WAITING      next_try=62557  why=no_candidate_left  cause=refused
 10020  line 2  registration  REGISTERING -> WAITING      next_try=48257  why=no_candidate_left  cause=refused
 10020  line 3  registration  REGISTERING -> WAITING      next_try=43447  why=no_candidate_left  cause=refused
 15000          world         server a is back
 43447  line 3  registration  WAITING -> REGISTERING      why=wait_over
 43487  line 3  registration  REGISTERING -> REGISTERED   server=a  refresh=3533089.888  why=accepted
 48257  line 2  registration  WAITING -> REGISTERING      why=wait_over
 48297  line 2  registration  REGISTERING -> REGISTERED   server=a  refresh=3338306.762  why=accepted
 62557  line 1  registration  WAITING -> REGISTERING      why=wait_over
 62597  line 1  registration  REGISTERING -> REGISTERED   server=a  refresh=3437173.306  why=accepted
