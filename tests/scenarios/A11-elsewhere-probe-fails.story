# A11, B13: proxy 1's late 2xx brings a probe forward, which fails: only then the line REGISTERs at proxy 2, where it works.
server c answers REGISTER 200 after=4s
line 1 servers=a a.proxies=c,d retry_counts=1 proxy_failback_interval_s=60 jitter_percent=0 quarantine_s=0
line 1 keepalive_s=0
start line 1
at 3s server c is silent
show moves,attempts,sends,world
until 60s
----
     0  registration  OFF -> REGISTERING          why=started
     0  send          REGISTER to c               attempt=1  why=first_candidate
   500  resend        REGISTER to c               attempt=1
  1500  attempt 1     failed                      why=silence
  1500  send          REGISTER to d               attempt=2  why=next_candidate
  1520  registration  REGISTERING -> REGISTERED   server=a  at=d  refresh=3532520  why=accepted  cause=silence
  1520  proxy_failback  HOME -> AWAY                server=a  probe=61520  why=proxy_probe_waits
  3000  world         server c is silent
  4020  proxy_failback  AWAY -> PROBING             server=a  why=late_binding
  4020  send          REGISTER to c               attempt=3  for=probe  why=late_binding
  4520  resend        REGISTER to c               attempt=3
  5520  order         Extend                      attempt=3  why=last_candidate
  5520  resend        REGISTER to c               attempt=3
  7520  resend        REGISTER to c               attempt=3
 11520  resend        REGISTER to c               attempt=3
 15520  resend        REGISTER to c               attempt=3
 19520  resend        REGISTER to c               attempt=3
 23520  resend        REGISTER to c               attempt=3
 27520  resend        REGISTER to c               attempt=3
 31520  resend        REGISTER to c               attempt=3
 35520  resend        REGISTER to c               attempt=3
 36020  attempt 3     failed                      why=silence
 36020  proxy_failback  PROBING -> AWAY             server=a  probe=96020  why=proxy_probe_failed
 36020  registration  REGISTERED -> REGISTERING   server=a  why=late_binding
 36020  send          REGISTER to d               attempt=4  why=working_candidate
 36040  registration  REGISTERING -> REGISTERED   server=a  at=d  refresh=3567040  why=accepted
