# A6a: the server restarts and forgets its connections; nobody notices. The refresh is reset at once, on a connection
# that was open before it, and is sent once more over a fresh one.
server t at tcp:192.0.2.1
line 1 servers=t,b expires_s=100 address_family=ipv4 jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
at 30s server t restarts
show moves,attempts,sends,answers,world
until 60s
----
     0  registration  OFF -> REGISTERING          why=started
     0  send          REGISTER to t               attempt=1  why=first_candidate
    20  answer        connected                   attempt=1
    40  answer        200                         attempt=1  expires=100
    40  registration  REGISTERING -> REGISTERED   server=t  refresh=50040  why=accepted
 30000  world         server t restarts
 50040  registration  REGISTERED -> REGISTERING   server=t  why=refresh_due
 50040  send          REGISTER to t               attempt=2  why=working_candidate
 50060  answer        reset                       attempt=2  reused
 50060  send          REGISTER to t               attempt=3  fresh  why=second_try
 50060  flow          lost to t                   cause=closed
 50080  answer        connected                   attempt=3
 50100  answer        200                         attempt=3  expires=100
 50100  registration  REGISTERING -> REGISTERED   server=t  refresh=100100  why=accepted
