# C14: a removed server that says nothing is waited for as C8 does: 2 s at most, then its binding is given up. A
# request of the user meanwhile goes where the line is now.
line 1 servers=a,b jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
at 10s server a is silent
at 10s configure line 1 servers=b
at 11s request line 1
show moves,attempts,sends,world,reports,bindings
until 50s
----
     0  registration  OFF -> REGISTERING          why=started
     0  send          REGISTER to a               attempt=1  why=first_candidate
     0  report        line REGISTERING            since=0  why=started
    20  binding       ABSENT -> HELD              server=a  expires=3600020  why=accepted
    20  registration  REGISTERING -> REGISTERED   server=a  refresh=3519020  why=accepted
    20  report        line REGISTERED             server=a  since=20  why=accepted
 10000  world         server a is silent
 10000  world         configure line 1 servers=b
 10000  send          REGISTER to a               attempt=2  for=remove  former  expires=0  why=server_removed
 10000  binding       HELD -> ABSENT              server=b  why=server_removed
 10000  registration  WAITING -> REGISTERING      why=config_changed
 10000  send          REGISTER to b               attempt=3  why=first_candidate
 10000  report        line REGISTERING            since=10000  why=config_changed
 10020  binding       ABSENT -> HELD              server=b  expires=3610020  why=accepted
 10020  registration  REGISTERING -> REGISTERED   server=b  refresh=3568520  why=accepted
 10020  report        line REGISTERED             server=b  since=10020  why=accepted
 10500  resend        REGISTER to a               attempt=2
 11000  world         request line 1
 11000  send          OTHER to b                  attempt=4  for=request  why=request_wanted
 11020  report        request 1 accepted          server=b
 11500  resend        REGISTER to a               attempt=2
 12000  attempt 2     failed                      why=silence
 12000  registration  REGISTERED -> REGISTERING   server=b  why=removed_elsewhere
 12000  send          REGISTER to b               attempt=5  why=working_candidate
 12020  registration  REGISTERING -> REGISTERED   server=b  refresh=3570520  why=accepted
