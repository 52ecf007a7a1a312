# A6: a certificate that expired meets new connections only: the open one carries the refresh; when it breaks, the next
# one fails, and b serves.
server s at tls:192.0.2.1:5061
line 1 servers=s,b expires_s=120 address_family=ipv4 jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
at 10s server s fails with certificate
at 70s connection to s breaks
show moves,attempts,sends,world
until 71s
----
     0  registration  OFF -> REGISTERING          why=started
     0  send          REGISTER to s               attempt=1  why=first_candidate
    60  registration  REGISTERING -> REGISTERED   server=s  refresh=60060  why=accepted
 10000  world         server s fails with certificate
 60060  registration  REGISTERED -> REGISTERING   server=s  why=refresh_due
 60060  send          REGISTER to s               attempt=2  why=working_candidate
 60080  registration  REGISTERING -> REGISTERED   server=s  refresh=120080  why=accepted
 70000  world         connection to s breaks
 70000  registration  REGISTERED -> REGISTERING   server=s  why=flow_lost
 70000  send          REGISTER to s               attempt=3  why=working_candidate
 70020  attempt 3     failed                      why=certificate_failed
 70020  send          REGISTER to b               attempt=4  why=next_candidate
 70040  registration  REGISTERING -> REGISTERED   server=b  from=s  refresh=130040  why=accepted  cause=certificate
 70040  failback      HOME -> AWAY                probe=190040  why=probe_waits
