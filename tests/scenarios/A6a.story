# A6a: a request that fails on a reused connection before any answer goes out once more on a fresh one, to the
# same target: the server may just have closed an idle connection. When that fails too, the candidate has failed.
server a at tcp:192.0.2.1:5060
server a answers REGISTER 200 expires=100
line 1 servers=a,b jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
at 30s server a closes idle connections
at 60s server a closes idle connections
at 60s server a fails with refused
at 65s register line 1
show moves,attempts,sends,reports,world
until 70s
----
     0  registration  OFF -> REGISTERING          why=started
     0  send          REGISTER to a               attempt=1  why=first_candidate
     0  report        line REGISTERING            since=0  why=started
    40  registration  REGISTERING -> REGISTERED   server=a  refresh=50040  why=accepted
    40  report        line REGISTERED             server=a  since=40  why=accepted
 30000  world         server a closes idle connections
 50040  registration  REGISTERED -> REGISTERING   server=a  why=refresh_due
 50040  send          REGISTER to a               attempt=2  why=working_candidate
 50060  send          REGISTER to a               attempt=3  fresh  why=second_try
 50100  registration  REGISTERING -> REGISTERED   server=a  refresh=100100  why=accepted
 60000  world         server a closes idle connections
 60000  world         server a fails with refused
 65000  world         register line 1
 65000  registration  REGISTERED -> REGISTERING   server=a  why=user_wish
 65000  send          REGISTER to a               attempt=4  why=first_candidate
 65020  attempt 4     failed                      why=connection_refused
 65020  send          REGISTER to b               attempt=5  why=next_candidate
 65040  registration  REGISTERING -> REGISTERED   server=b  from=a  refresh=3584040  why=accepted  cause=refused
 65040  failback      HOME -> AWAY                probe=185040  why=probe_waits
 65040  report        request 1 accepted          server=b
 65040  report        line ON_BACKUP              server=b  since=65040  why=connection_refused  cause=refused
