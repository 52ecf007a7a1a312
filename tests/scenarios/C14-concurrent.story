# C14: concurrent: a server is removed, another added: the one left keeps its binding, the removed one's is removed.
line 1 servers=a,b mode=concurrent jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
at 10s configure line 1 servers=b,c
show moves,attempts,sends,world
until 20s
----
     0  registration  OFF -> REGISTERING          of=a  why=started
     0  send          REGISTER to a               attempt=1  why=first_candidate
     0  registration  OFF -> REGISTERING          of=b  why=started
     0  send          REGISTER to b               attempt=2  why=first_candidate
    20  registration  REGISTERING -> REGISTERED   of=a  server=a  refresh=3558520  why=accepted
    20  working       on a                        why=working_changed
    20  registration  REGISTERING -> REGISTERED   of=b  server=b  refresh=3558520  why=accepted
 10000  world         configure line 1 servers=b,c
 10000  send          REGISTER to a               attempt=3  for=remove  former  expires=0  why=server_removed
 10000  registration  REGISTERED -> REGISTERING   of=b  server=b  why=config_changed
 10000  send          REGISTER to b               attempt=4  why=working_candidate
 10000  registration  WAITING -> REGISTERING      of=c  why=config_changed
 10000  send          REGISTER to c               attempt=5  why=first_candidate
 10000  working       on b                        why=working_changed
 10020  registration  REGISTERING -> REGISTERED   of=b  server=b  refresh=3568520  why=accepted
 10020  registration  REGISTERING -> REGISTERED   of=c  server=c  refresh=3568520  why=accepted
