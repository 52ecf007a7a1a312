# B13: two outbound proxies: successively, proxy 1 (c) first; its silence costs one attempt. The second server has
# none and is reached itself.
server c is silent
server d is unreachable
line 1 servers=a,b a.proxies=c,d retry_counts=1 failback_servers=never jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
at 10s server d is back
at 10s register line 1
show moves,attempts,sends
until 20s
----
     0  registration  OFF -> REGISTERING          why=started
     0  send          REGISTER to c               attempt=1  why=first_candidate
   500  resend        REGISTER to c               attempt=1
  1500  attempt 1     failed                      why=silence
  1500  send          REGISTER to d               attempt=2  why=next_candidate
  1520  attempt 2     failed                      why=icmp_unreachable
  1520  send          REGISTER to b               attempt=3  why=next_candidate
  1540  registration  REGISTERING -> REGISTERED   server=b  refresh=3499040  why=accepted  cause=icmp
 10000  registration  REGISTERED -> REGISTERING   server=b  why=user_wish
 10000  send          REGISTER to c               attempt=4  why=first_candidate
 10500  resend        REGISTER to c               attempt=4
 11500  attempt 4     failed                      why=silence
 11500  send          REGISTER to d               attempt=5  why=next_candidate
 11520  registration  REGISTERING -> REGISTERED   server=a  at=d  from=b  refresh=3509020  why=accepted  cause=silence
