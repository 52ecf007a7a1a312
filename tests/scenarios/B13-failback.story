# B13: working through proxy 2 (d), proxy 1 (c) gets a REGISTER of its own, proxy_failback_interval_s after the move
# and after each probe's end, with all the time of the last one (A4). The first 2xx moves the line, and the probe's
# Call-ID is the server's from then on (D1, C1a).
server c is silent
line 1 servers=a a.proxies=c,d retry_counts=1 proxy_failback_interval_s=100 jitter_percent=0 quarantine_s=0
line 1 keepalive_s=0
start line 1
at 150s server c answers REGISTER 403
at 240s server c answers REGISTER 200
show moves,attempts,sends,reports,world,series
until 500s
----
     0  registration  OFF -> REGISTERING          why=started
     0  send          REGISTER to c               attempt=1  series=1  why=first_candidate
     0  report        line REGISTERING            since=0  why=started
   500  resend        REGISTER to c               attempt=1
  1500  attempt 1     failed                      why=silence
  1500  send          REGISTER to d               attempt=2  series=1  why=next_candidate
  1520  registration  REGISTERING -> REGISTERED   server=a  at=d  refresh=3532520  why=accepted  cause=silence
  1520  proxy_failback  HOME -> AWAY                server=a  probe=101520  why=proxy_probe_waits
  1520  report        line REGISTERED             server=a  at=d  since=1520  why=silence  cause=silence
101520  proxy_failback  AWAY -> PROBING             server=a  why=proxy_probe_due
101520  send          REGISTER to c               attempt=3  for=probe  series=2  why=proxy_probe_due
102020  resend        REGISTER to c               attempt=3
103020  order         Extend                      attempt=3  why=last_candidate
103020  resend        REGISTER to c               attempt=3
105020  resend        REGISTER to c               attempt=3
109020  resend        REGISTER to c               attempt=3
113020  resend        REGISTER to c               attempt=3
117020  resend        REGISTER to c               attempt=3
121020  resend        REGISTER to c               attempt=3
125020  resend        REGISTER to c               attempt=3
129020  resend        REGISTER to c               attempt=3
133020  resend        REGISTER to c               attempt=3
133520  attempt 3     failed                      why=silence
133520  proxy_failback  PROBING -> AWAY             server=a  probe=233520  why=proxy_probe_failed
150000  world         server c answers REGISTER 403
233520  proxy_failback  AWAY -> PROBING             server=a  why=proxy_probe_due
233520  send          REGISTER to c               attempt=4  for=probe  series=3  why=proxy_probe_due
233540  attempt 4     failed                      why=rejected  status=403
233540  proxy_failback  PROBING -> AWAY             server=a  probe=333540  why=proxy_probe_failed
240000  world         server c answers REGISTER 200
333540  proxy_failback  AWAY -> PROBING             server=a  why=proxy_probe_due
333540  send          REGISTER to c               attempt=5  for=probe  series=4  why=proxy_probe_due
333560  registration  REGISTERED -> REGISTERED    server=a  at=c  refresh=3864560  why=proxy_probe_accepted
333560  proxy_failback  PROBING -> HOME             server=a  why=proxy_probe_accepted
333560  report        line REGISTERED             server=a  at=c  since=333560  why=proxy_probe_accepted
