# B1: a numeric address is used as it is, without a query. Port 0 means 5060, and 5061 for TLS; UDP where the
# transport is left to DNS.
server u at udp:192.0.2.21:5060
server s at tls:192.0.2.22:5061
server v at tcp:[2001:db8::3]:5060
line 1 servers=x=192.0.2.21,y=192.0.2.22,z=2001:db8::3 x.port=0 y.port=0 z.port=0
line 1 x.transport=naptr y.transport=tls z.transport=tcp jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
at 1s server u is unreachable
at 1s register line 1
at 2s server s fails with refused
at 2s register line 1
show moves,attempts,sends,names,world
until 3s
----
     0  registration  OFF -> REGISTERING          why=started
     0  send          REGISTER to u               attempt=1  why=first_candidate
    20  registration  REGISTERING -> REGISTERED   server=192.0.2.21  refresh=3479520  why=accepted
  1000  world         server u is unreachable
  1000  world         register line 1
  1000  registration  REGISTERED -> REGISTERING   server=192.0.2.21  why=user_wish
  1000  send          REGISTER to u               attempt=2  why=first_candidate
  1020  attempt 2     failed                      why=icmp_unreachable
  1020  send          REGISTER to s               attempt=3  why=next_candidate
  1080  registration  REGISTERING -> REGISTERED   server=192.0.2.22  from=192.0.2.21  refresh=3480580  why=accepted  cause=icmp
  1080  failback      HOME -> AWAY                probe=121080  why=probe_waits
  2000  world         server s fails with refused
  2000  world         register line 1
  2000  registration  REGISTERED -> REGISTERING   server=192.0.2.22  why=user_wish
  2000  send          REGISTER to u               attempt=4  why=first_candidate
  2020  attempt 4     failed                      why=icmp_unreachable
  2020  send          REGISTER to s               attempt=5  why=next_candidate
  2040  attempt 5     failed                      why=connection_refused
  2040  send          REGISTER to v               attempt=6  why=next_candidate
  2080  registration  REGISTERING -> REGISTERED   server=2001:db8::3  from=192.0.2.22  refresh=3481580  why=accepted  cause=refused
