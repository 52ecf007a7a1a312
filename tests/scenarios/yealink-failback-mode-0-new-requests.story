# D2: Yealink guide, "REGISTER Failover", failback_mode 0: all requests go to the primary server
# first, regardless of the last one used: the user's request at 10 s, and the refresh.
name pbx.example A a,b ttl=3600
server a is silent
line 1 like yealink servers=x=pbx.example x.failback_mode=new_requests x.expires_s=60
start line 1
at 10s request line 1
at 50s server a is back
at 51s request line 1
show moves,attempts,sends,world
until 80s
----
     0  registration  OFF -> REGISTERING          why=started
    20  send          REGISTER to a               attempt=1  why=name_answered
   520  resend        REGISTER to a               attempt=1
  1520  resend        REGISTER to a               attempt=1
  3520  resend        REGISTER to a               attempt=1
  7520  attempt 1     failed                      why=silence
  7520  send          REGISTER to b               attempt=2  why=next_candidate
  7540  registration  REGISTERING -> REGISTERED   server=pbx.example  at=b  refresh=37540  why=accepted  cause=silence
  7540  working       on pbx.example              why=working_changed
 10000  world         request line 1
 10000  send          OTHER to a                  attempt=3  for=request  why=new_request_first
 10500  resend        OTHER to a                  attempt=3
 11500  resend        OTHER to a                  attempt=3
 13500  resend        OTHER to a                  attempt=3
 17500  attempt 3     failed                      why=silence
 17500  send          OTHER to b                  attempt=4  for=request  why=next_candidate
 37540  registration  REGISTERED -> REGISTERING   server=pbx.example  why=refresh_due
 37540  send          REGISTER to a               attempt=5  why=new_request_first
 38040  resend        REGISTER to a               attempt=5
 39040  resend        REGISTER to a               attempt=5
 41040  resend        REGISTER to a               attempt=5
 45040  attempt 5     failed                      why=silence
 45040  send          REGISTER to b               attempt=6  why=next_candidate
 45060  registration  REGISTERING -> REGISTERED   server=pbx.example  at=b  refresh=75060  why=accepted
 50000  world         server a is back
 51000  world         request line 1
 51000  send          OTHER to a                  attempt=7  for=request  why=new_request_first
 75060  registration  REGISTERED -> REGISTERING   server=pbx.example  why=refresh_due
 75060  send          REGISTER to a               attempt=8  why=new_request_first
 75080  registration  REGISTERING -> REGISTERED   server=pbx.example  at=a  refresh=105080  why=accepted
 75080  working       on pbx.example              why=working_changed
