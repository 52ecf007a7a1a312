# B13, A11: proxy 1 answers too late, and so shows that it lives: it is probed at once, once in an interval.
server c answers REGISTER 200 after=4s
line 1 servers=a a.proxies=c,d retry_counts=1 proxy_failback_interval_s=60 jitter_percent=0 quarantine_s=0
line 1 keepalive_s=0
start line 1
at 2s server c delays 20ms
at 3s server c answers REGISTER 200
show moves,attempts,sends,world
until 20s
----
     0  registration  OFF -> REGISTERING          why=started
     0  send          REGISTER to c               attempt=1  why=first_candidate
   500  resend        REGISTER to c               attempt=1
  1500  attempt 1     failed                      why=silence
  1500  send          REGISTER to d               attempt=2  why=next_candidate
  1520  registration  REGISTERING -> REGISTERED   server=a  at=d  refresh=3532520  why=accepted  cause=silence
  1520  proxy_failback  HOME -> AWAY                server=a  probe=61520  why=proxy_probe_waits
  2000  world         server c delays 20ms
  3000  world         server c answers REGISTER 200
  4020  proxy_failback  AWAY -> PROBING             server=a  why=late_binding
  4020  send          REGISTER to c               attempt=3  for=probe  why=late_binding
  4040  registration  REGISTERED -> REGISTERED    server=a  at=c  refresh=3535040  why=proxy_probe_accepted
  4040  proxy_failback  PROBING -> HOME             server=a  why=proxy_probe_accepted
