# B13, H12: after a restart the way back goes on; a probe that ran is over, and the interval begins again.
server c is silent
line 1 servers=a a.proxies=c,d proxy_failback_interval_s=60 jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
at 70s restart line 1 after 10s
at 100s server c is back
show moves,attempts,sends,world
until 145s
----
     0  registration  OFF -> REGISTERING          why=started
     0  send          REGISTER to c               attempt=1  why=first_candidate
   500  resend        REGISTER to c               attempt=1
  1500  resend        REGISTER to c               attempt=1
  3500  resend        REGISTER to c               attempt=1
  7500  attempt 1     failed                      why=silence
  7500  send          REGISTER to d               attempt=2  why=next_candidate
  7520  registration  REGISTERING -> REGISTERED   server=a  at=d  refresh=3526520  why=accepted  cause=silence
  7520  proxy_failback  HOME -> AWAY                server=a  probe=67520  why=proxy_probe_waits
 67520  proxy_failback  AWAY -> PROBING             server=a  why=proxy_probe_due
 67520  send          REGISTER to c               attempt=3  for=probe  why=proxy_probe_due
 68020  resend        REGISTER to c               attempt=3
 69020  resend        REGISTER to c               attempt=3
 70000  world         restart line 1 after 10s
 80000  world         the line runs again
 80000  proxy_failback  PROBING -> AWAY             server=a  probe=140000  why=restored
 80000  registration  REGISTERED -> REGISTERING   server=a  why=restored
 80000  send          REGISTER to d               attempt=4  why=working_candidate
 80020  registration  REGISTERING -> REGISTERED   server=a  at=d  refresh=3599020  why=accepted
100000  world         server c is back
140000  proxy_failback  AWAY -> PROBING             server=a  why=proxy_probe_due
140000  send          REGISTER to c               attempt=5  for=probe  why=proxy_probe_due
140020  registration  REGISTERED -> REGISTERED    server=a  at=c  refresh=3659020  why=proxy_probe_accepted
140020  proxy_failback  PROBING -> HOME             server=a  why=proxy_probe_accepted
