# B13: a server with outbound proxies is reached through their targets only, one after the other; its own name is
# asked of nobody. The refresh starts at the first again (D4, here the proxies' own mode: they are -1).
name proxy.example A b,c ttl=3600
server a is silent
server b answers REGISTER 503
line 1 servers=x=192.0.2.9,d x.proxies=a,proxy.example expires_s=300 x.proxy1.retry_counts=1 address_family=ipv4
line 1 jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
at 60s server a is back
show moves,attempts,sends,names
until 300s
----
     0  registration  OFF -> REGISTERING          why=started
     0  locate        IDLE -> ASKING              server=192.0.2.9  until=10000  why=name_asked
     0  resolve       A proxy.example             query=1
     0  send          REGISTER to a               attempt=1  why=first_candidate
    20  answer        b,c                         query=1  ttl=3600
    20  locate        ASKING -> KNOWN             server=192.0.2.9  until=3600020  why=name_answered
   500  resend        REGISTER to a               attempt=1
  1500  attempt 1     failed                      why=silence
  1500  send          REGISTER to b               attempt=2  why=next_candidate
  1520  attempt 2     failed                      why=failover_status  status=503
  1520  send          REGISTER to c               attempt=3  why=next_candidate
  1540  registration  REGISTERING -> REGISTERED   server=192.0.2.9  at=c  refresh=151540  why=accepted  status=503
  1540  proxy_failback  HOME -> AWAY                server=192.0.2.9  probe=3601540  why=proxy_probe_waits
151540  registration  REGISTERED -> REGISTERING   server=192.0.2.9  why=refresh_due
151540  send          REGISTER to b               attempt=4  why=refresh_first
151560  attempt 4     failed                      why=failover_status  status=503
151560  send          REGISTER to a               attempt=5  why=next_candidate
151580  registration  REGISTERING -> REGISTERED   server=192.0.2.9  at=a  refresh=301580  why=accepted  status=503
151580  proxy_failback  AWAY -> HOME                server=192.0.2.9  why=proxy_probe_not_needed
