# C14: a running request to a removed server is abandoned and goes on with what is left, on the same pass.
server a is silent
line 1 servers=a,b jitter_percent=0 quarantine_s=0 keepalive_s=0 failback_servers=never
server a answers REGISTER 200
server a is silent for OTHER
start line 1
at 10s request line 1
at 12s configure line 1 servers=b,c
show moves,attempts,sends,answers,world,reports
until 30s
----
     0  registration  OFF -> REGISTERING          why=started
     0  send          REGISTER to a               attempt=1  why=first_candidate
     0  report        line REGISTERING            since=0  why=started
    20  answer        200                         attempt=1  expires=3600
    20  registration  REGISTERING -> REGISTERED   server=a  refresh=3519020  why=accepted
    20  report        line REGISTERED             server=a  since=20  why=accepted
 10000  world         request line 1
 10000  send          OTHER to a                  attempt=2  for=request  why=request_wanted
 10500  resend        OTHER to a                  attempt=2
 11500  resend        OTHER to a                  attempt=2
 12000  world         configure line 1 servers=b,c
 12000  order         Abandon                     attempt=2  why=server_removed
 12000  send          REGISTER to a               attempt=3  for=remove  former  expires=0  why=server_removed
 12000  registration  WAITING -> REGISTERING      why=config_changed
 12000  send          REGISTER to b               attempt=4  why=first_candidate
 12000  send          OTHER to b                  attempt=5  for=request  why=next_candidate
 12000  report        line REGISTERING            since=12000  why=config_changed
 12020  answer        200                         attempt=3  expires=0
 12020  answer        200                         attempt=4  expires=3600
 12020  registration  REGISTERING -> REGISTERED   server=b  refresh=3531020  why=accepted
 12020  report        line REGISTERED             server=b  since=12020  why=accepted
 12020  answer        200                         attempt=5
 12020  report        request 1 accepted          server=b
