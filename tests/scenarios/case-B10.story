# C3a. Case 10: registered over TLS for an hour, then the server dies. With keep-alive (30 s) it is found within 40 s:
# ping, 10 s without a pong. Without it (line 2) not before the refresh.
server s at tls:192.0.2.1:5061
line 1 servers=s,b keepalive_s=30 failback_servers=never jitter_percent=0 quarantine_s=0
line 2 servers=s,b keepalive_s=0 failback_servers=never jitter_percent=0 quarantine_s=0
start line 1
start line 2
at 100s server s is silent
show moves,attempts,sends,answers,flows,world
until 3600s
----
      0  line 1  registration  OFF -> REGISTERING          why=started
      0  line 1  send          REGISTER to s               attempt=1  why=first_candidate
      0  line 2  registration  OFF -> REGISTERING          why=started
      0  line 2  send          REGISTER to s               attempt=1  why=first_candidate
     40  line 1  answer        connected                   attempt=1
     40  line 2  answer        connected                   attempt=1
     60  line 1  answer        200                         attempt=1  expires=3600
     60  line 1  registration  REGISTERING -> REGISTERED   server=s  refresh=3519060  why=accepted
     60  line 1  keep-alive    s                           every=30s
     60  line 2  answer        200                         attempt=1  expires=3600
     60  line 2  registration  REGISTERING -> REGISTERED   server=s  refresh=3519060  why=accepted
 100000          world         server s is silent
 130060  line 1  flow          lost to s                   cause=silence
 130060  line 1  registration  REGISTERED -> REGISTERING   server=s  why=flow_lost
 130060  line 1  send          REGISTER to s               attempt=2  why=working_candidate
 137560  line 1  attempt 2     failed                      why=silence
 137560  line 1  send          REGISTER to b               attempt=3  why=next_candidate
 137580  line 1  answer        200                         attempt=3  expires=3600
 137580  line 1  registration  REGISTERING -> REGISTERED   server=b  from=s  refresh=3656580  why=accepted  cause=silence
 137580  line 1  keep-alive    s                           no longer
 137580  line 1  keep-alive    b                           every=30s
3519060  line 2  registration  REGISTERED -> REGISTERING   server=s  why=refresh_due
3519060  line 2  send          REGISTER to s               attempt=2  why=working_candidate
3526560  line 2  attempt 2     failed                      why=silence
3526560  line 2  send          REGISTER to b               attempt=3  why=next_candidate
3526580  line 2  answer        200                         attempt=3  expires=3600
3526580  line 2  registration  REGISTERING -> REGISTERED   server=b  from=s  refresh=7045580  why=accepted  cause=silence
