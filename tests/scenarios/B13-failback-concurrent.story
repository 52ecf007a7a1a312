# B13, C2: concurrent: each server has its own way back; a line has one probe at a time, and the second waits for its
# turn. A server that is reached itself has none.
server c is silent
server e is silent
line 1 servers=a,b,g a.proxies=c,d b.proxies=e,f mode=concurrent retry_counts=1 proxy_failback_interval_s=60
line 1 jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
at 70s server c is back
at 80s server e is back
show moves,attempts,sends,world
until 100s
----
     0  registration  OFF -> REGISTERING          of=a  why=started
     0  send          REGISTER to c               attempt=1  why=first_candidate
     0  registration  OFF -> REGISTERING          of=b  why=started
     0  send          REGISTER to e               attempt=2  why=first_candidate
     0  registration  OFF -> REGISTERING          of=g  why=started
     0  send          REGISTER to g               attempt=3  why=first_candidate
    20  registration  REGISTERING -> REGISTERED   of=g  server=g  refresh=3564520  why=accepted
    20  working       on g                        why=working_changed
   500  resend        REGISTER to c               attempt=1
   500  resend        REGISTER to e               attempt=2
  1500  attempt 1     failed                      why=silence
  1500  send          REGISTER to d               attempt=4  why=next_candidate
  1500  attempt 2     failed                      why=silence
  1500  send          REGISTER to f               attempt=5  why=next_candidate
  1520  registration  REGISTERING -> REGISTERED   of=a  server=a  at=d  refresh=3532520  why=accepted  cause=silence
  1520  proxy_failback  HOME -> AWAY                of=a  server=a  probe=61520  why=proxy_probe_waits
  1520  working       on a                        from=g  why=working_changed
  1520  registration  REGISTERING -> REGISTERED   of=b  server=b  at=f  refresh=3532520  why=accepted  cause=silence
  1520  proxy_failback  HOME -> AWAY                of=b  server=b  probe=61520  why=proxy_probe_waits
 61520  proxy_failback  AWAY -> PROBING             of=a  server=a  why=proxy_probe_due
 61520  send          REGISTER to c               attempt=6  for=probe  why=proxy_probe_due
 61520  proxy_failback  AWAY -> DUE                 of=b  server=b  why=waits_turn
 62020  resend        REGISTER to c               attempt=6
 63020  order         Extend                      attempt=6  why=last_candidate
 63020  resend        REGISTER to c               attempt=6
 65020  resend        REGISTER to c               attempt=6
 69020  resend        REGISTER to c               attempt=6
 70000  world         server c is back
 73020  resend        REGISTER to c               attempt=6
 73040  registration  REGISTERED -> REGISTERED    of=a  server=a  at=c  refresh=3604040  why=proxy_probe_accepted
 73040  proxy_failback  PROBING -> HOME             of=a  server=a  why=proxy_probe_accepted
 73040  proxy_failback  DUE -> PROBING              of=b  server=b  why=turn_came
 73040  send          REGISTER to e               attempt=7  for=probe  why=turn_came
 73040  working       on a                        why=working_changed
 73540  resend        REGISTER to e               attempt=7
 74540  order         Extend                      attempt=7  why=last_candidate
 74540  resend        REGISTER to e               attempt=7
 76540  resend        REGISTER to e               attempt=7
 80000  world         server e is back
 80540  resend        REGISTER to e               attempt=7
 80560  registration  REGISTERED -> REGISTERED    of=b  server=b  at=e  refresh=3611560  why=proxy_probe_accepted
 80560  proxy_failback  PROBING -> HOME             of=b  server=b  why=proxy_probe_accepted
