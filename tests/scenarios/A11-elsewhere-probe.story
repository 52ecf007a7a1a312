# A11, B13: a probe of proxy 1 gives way to a refresh, and its late 2xx comes while the next one runs: that goes on, and
# brings the line home.
server c is silent
server d answers REGISTER 200 expires=22
line 1 servers=a a.proxies=c,d retry_counts=4 proxy_failback_interval_s=20 jitter_percent=0 quarantine_s=0
line 1 keepalive_s=0
start line 1
at 20s server c is back
at 20s server c answers REGISTER 200 after=10s
show moves,attempts,sends,world
until 60s
----
     0  registration  OFF -> REGISTERING          why=started
     0  send          REGISTER to c               attempt=1  why=first_candidate
   500  resend        REGISTER to c               attempt=1
  1500  resend        REGISTER to c               attempt=1
  3500  resend        REGISTER to c               attempt=1
  7500  resend        REGISTER to c               attempt=1
 11500  attempt 1     failed                      why=silence
 11500  send          REGISTER to d               attempt=2  why=next_candidate
 11520  registration  REGISTERING -> REGISTERED   server=a  at=d  refresh=22520  why=accepted  cause=silence
 11520  proxy_failback  HOME -> AWAY                server=a  probe=31520  why=proxy_probe_waits
 20000  world         server c is back
 20000  world         server c answers REGISTER 200 after=10s
 22520  registration  REGISTERED -> REGISTERING   server=a  why=refresh_due
 22520  send          REGISTER to d               attempt=3  why=working_candidate
 22540  registration  REGISTERING -> REGISTERED   server=a  at=d  refresh=33540  why=accepted
 31520  proxy_failback  AWAY -> PROBING             server=a  why=proxy_probe_due
 31520  send          REGISTER to c               attempt=4  for=probe  why=proxy_probe_due
 32020  resend        REGISTER to c               attempt=4
 33020  resend        REGISTER to c               attempt=4
 33540  order         Abandon                     attempt=4  why=waits_turn
 33540  proxy_failback  PROBING -> DUE              server=a  why=waits_turn
 33540  registration  REGISTERED -> REGISTERING   server=a  why=refresh_due
 33540  send          REGISTER to d               attempt=5  why=working_candidate
 33560  registration  REGISTERING -> REGISTERED   server=a  at=d  refresh=44560  why=accepted
 33560  proxy_failback  DUE -> PROBING              server=a  why=turn_came
 33560  send          REGISTER to c               attempt=6  for=probe  why=turn_came
 34060  resend        REGISTER to c               attempt=6
 35060  resend        REGISTER to c               attempt=6
 37060  resend        REGISTER to c               attempt=6
 41060  resend        REGISTER to c               attempt=6
 43580  registration  REGISTERED -> REGISTERED    server=a  at=c  refresh=3554580  why=proxy_probe_accepted
 43580  proxy_failback  PROBING -> HOME             server=a  why=proxy_probe_accepted
