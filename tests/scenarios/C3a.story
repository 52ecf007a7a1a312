# C3a: the connection that the binding stands on is lost: REGISTER at once at the same candidate. Lost again, it waits
# as C6 says (30 s, flat), each time.
server a at tcp:192.0.2.1:5060
line 1 servers=a,b keepalive_s=20 retry_base_s=30 retry_max_s=30 jitter_percent=0 quarantine_s=0
start line 1
at 50s connection to a breaks line 1
at 55s connection to a breaks line 1
at 86s connection to a breaks line 1
at 87s server a fails with refused
show moves,attempts,sends,flows,world
until 120s
----
     0  registration  OFF -> REGISTERING          why=started
     0  send          REGISTER to a               attempt=1  why=first_candidate
    40  registration  REGISTERING -> REGISTERED   server=a  refresh=3519040  why=accepted
    40  keep-alive    a                           every=20s
 50000  world         connection to a breaks line 1
 50000  registration  REGISTERED -> REGISTERING   server=a  why=flow_lost
 50000  send          REGISTER to a               attempt=2  why=working_candidate
 50040  registration  REGISTERING -> REGISTERED   server=a  refresh=3569040  why=accepted
 55000  world         connection to a breaks line 1
 55000  registration  (REGISTERED)                refresh=80040  why=flow_waits
 80040  registration  REGISTERED -> REGISTERING   server=a  why=flow_lost
 80040  send          REGISTER to a               attempt=3  why=working_candidate
 80080  registration  REGISTERING -> REGISTERED   server=a  refresh=3599080  why=accepted
 86000  world         connection to a breaks line 1
 86000  registration  (REGISTERED)                refresh=110080  why=flow_waits
 87000  world         server a fails with refused
110080  registration  REGISTERED -> REGISTERING   server=a  why=flow_lost
110080  send          REGISTER to a               attempt=4  why=working_candidate
110100  attempt 4     failed                      why=connection_refused
110100  send          REGISTER to b               attempt=5  why=next_candidate
110120  registration  REGISTERING -> REGISTERED   server=b  from=a  refresh=3629120  why=accepted  cause=refused
110120  failback      HOME -> AWAY                probe=230120  why=probe_waits
110120  keep-alive    a                           no longer
110120  keep-alive    b                           every=20s
