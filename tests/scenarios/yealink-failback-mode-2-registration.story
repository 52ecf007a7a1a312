# D4: Yealink guide, failback_mode 2: requests go to the server that works; the next renewal of the
# registration (every 30 s here) starts at the primary server.
name pbx.example A a,b ttl=3600
server a is silent
line 1 like yealink servers=x=pbx.example x.failback_mode=registration x.expires_s=60
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
 10000  send          OTHER to b                  attempt=3  for=request  why=request_wanted
 37540  registration  REGISTERED -> REGISTERING   server=pbx.example  why=refresh_due
 37540  send          REGISTER to a               attempt=4  why=refresh_first
 38040  resend        REGISTER to a               attempt=4
 39040  resend        REGISTER to a               attempt=4
 41040  resend        REGISTER to a               attempt=4
 45040  attempt 4     failed                      why=silence
 45040  send          REGISTER to b               attempt=5  why=next_candidate
 45060  registration  REGISTERING -> REGISTERED   server=pbx.example  at=b  refresh=75060  why=accepted
 50000  world         server a is back
 51000  world         request line 1
 51000  send          OTHER to b                  attempt=6  for=request  why=request_wanted
 75060  registration  REGISTERED -> REGISTERING   server=pbx.example  why=refresh_due
 75060  send          REGISTER to a               attempt=7  why=refresh_first
 75080  registration  REGISTERING -> REGISTERED   server=pbx.example  at=a  refresh=105080  why=accepted
 75080  working       on pbx.example              why=working_changed
