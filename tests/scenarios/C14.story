# C14: the working server is removed while registered: its binding is removed there, and the line goes to b at once.
# As behind C9's removal b is refreshed then: the two may share a registrar.
line 1 servers=a,b jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
at 10s server a delays 300ms
at 10s configure line 1 servers=b
show moves,attempts,sends,world
until 20s
----
     0  registration  OFF -> REGISTERING          why=started
     0  send          REGISTER to a               attempt=1  why=first_candidate
    20  registration  REGISTERING -> REGISTERED   server=a  refresh=3519020  why=accepted
 10000  world         server a delays 300ms
 10000  world         configure line 1 servers=b
 10000  send          REGISTER to a               attempt=2  for=remove  former  expires=0  why=server_removed
 10000  registration  WAITING -> REGISTERING      why=config_changed
 10000  send          REGISTER to b               attempt=3  why=first_candidate
 10020  registration  REGISTERING -> REGISTERED   server=b  refresh=3568520  why=accepted
 10300  registration  REGISTERED -> REGISTERING   server=b  why=removed_elsewhere
 10300  send          REGISTER to b               attempt=4  why=working_candidate
 10320  registration  REGISTERING -> REGISTERED   server=b  refresh=3568820  why=accepted
