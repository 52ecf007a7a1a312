# B13, C2: concurrent: both servers are reached through one proxy's name, each by its own REGISTERs and its own refresh;
# the flow that they share is kept alive once.
name p.example A c,d ttl=60
server c is unreachable
line 1 servers=a,b a.proxies=p.example b.proxies=p.example mode=concurrent address_family=ipv4 expires_s=100
line 1 jitter_percent=0 quarantine_s=0 keepalive_s=20
start line 1
at 10s server c is back
at 15s request line 1
show moves,attempts,sends,flows
until 60s
----
     0  registration  OFF -> REGISTERING          of=a  why=started
     0  registration  OFF -> REGISTERING          of=b  why=started
    20  send          REGISTER to c               attempt=1  why=name_answered
    20  send          REGISTER to c               attempt=2  why=name_answered
    40  attempt 1     failed                      why=icmp_unreachable
    40  send          REGISTER to d               attempt=3  why=next_candidate
    40  attempt 2     failed                      why=icmp_unreachable
    40  send          REGISTER to d               attempt=4  why=next_candidate
    60  registration  REGISTERING -> REGISTERED   of=a  server=a  at=d  refresh=50060  why=accepted  cause=icmp
    60  working       on a                        why=working_changed
    60  keep-alive    d                           every=20s
    60  registration  REGISTERING -> REGISTERED   of=b  server=b  at=d  refresh=50060  why=accepted  cause=icmp
 15000  send          OTHER to d                  attempt=5  for=request  why=request_wanted
 50060  registration  REGISTERED -> REGISTERING   of=a  server=a  why=refresh_due
 50060  send          REGISTER to c               attempt=6  why=refresh_first
 50060  registration  REGISTERED -> REGISTERING   of=b  server=b  why=refresh_due
 50060  send          REGISTER to c               attempt=7  why=refresh_first
 50080  registration  REGISTERING -> REGISTERED   of=a  server=a  at=c  refresh=100080  why=accepted
 50080  working       on a                        why=working_changed
 50080  keep-alive    c                           every=20s
 50080  registration  REGISTERING -> REGISTERED   of=b  server=b  at=c  refresh=100080  why=accepted
 50080  keep-alive    d                           no longer
