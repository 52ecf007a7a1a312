# D1, D11, C5. Case 41: probing is off, and nothing is sent but what is due anyway. D1, D11:
# failback_servers=never stays with the server that works; the user's own wish still begins at the
# first (C5).
server a is unreachable
line 1 servers=a,b expires_s=600 failback_servers=never jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
at 10s server a is back
at 600s register line 1
show moves,sends,world
until 700s
----
     0  registration  OFF -> REGISTERING          why=started
     0  send          REGISTER to a               attempt=1  why=first_candidate
    20  send          REGISTER to b               attempt=2  why=next_candidate
    40  registration  REGISTERING -> REGISTERED   server=b  refresh=519040  why=accepted  cause=icmp
 10000  world         server a is back
519040  registration  REGISTERED -> REGISTERING   server=b  why=refresh_due
519040  send          REGISTER to b               attempt=3  why=working_candidate
519060  registration  REGISTERING -> REGISTERED   server=b  refresh=1038060  why=accepted
600000  world         register line 1
600000  registration  REGISTERED -> REGISTERING   server=b  why=user_wish
600000  send          REGISTER to a               attempt=4  why=first_candidate
600020  registration  REGISTERING -> REGISTERED   server=a  from=b  refresh=1119020  why=accepted
