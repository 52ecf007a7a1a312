# C14, A11: a REGISTER to a server that is removed is given up before it is answered. It may be accepted yet: what it
# may have made there is removed as a binding is, and its late answer is none of the line's.
line 1 servers=a,b jitter_percent=0 quarantine_s=0 keepalive_s=0
server a delays 300ms
start line 1
at 100ms configure line 1 servers=b
show moves,attempts,sends,world,bindings
until 5s
----
     0  registration  OFF -> REGISTERING          why=started
     0  send          REGISTER to a               attempt=1  why=first_candidate
   100  world         configure line 1 servers=b
   100  order         Abandon                     attempt=1  why=config_changed
   100  send          REGISTER to a               attempt=2  for=remove  former  expires=0  why=server_removed
   100  registration  WAITING -> REGISTERING      why=config_changed
   100  send          REGISTER to b               attempt=3  why=first_candidate
   120  binding       ABSENT -> HELD              server=b  expires=3600120  why=accepted
   120  registration  REGISTERING -> REGISTERED   server=b  refresh=3558620  why=accepted
   400  registration  REGISTERED -> REGISTERING   server=b  why=removed_elsewhere
   400  send          REGISTER to b               attempt=4  why=working_candidate
   420  registration  REGISTERING -> REGISTERED   server=b  refresh=3558920  why=accepted
