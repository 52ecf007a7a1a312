# D3, D6, B11: Yealink guide, failback_mode 1: requests go to the server that works until the TTL of
# its address (60 s) has passed since the failover, then to the primary first; the answer is asked anew.
name pbx.example A a,b ttl=60
server a is silent
line 1 like yealink servers=x=pbx.example x.failback_mode=dns_ttl
start line 1
at 10s request line 1
at 50s server a is back
show moves,attempts,sends,names,world
until 80s
----
     0  registration  OFF -> REGISTERING          why=started
     0  locate        IDLE -> ASKING              server=pbx.example  until=10000  why=name_asked
     0  resolve       A pbx.example               query=1
    20  answer        a,b                         query=1  ttl=60
    20  locate        ASKING -> KNOWN             server=pbx.example  until=60020  why=name_answered
    20  send          REGISTER to a               attempt=1  why=name_answered
   520  resend        REGISTER to a               attempt=1
  1520  resend        REGISTER to a               attempt=1
  3520  resend        REGISTER to a               attempt=1
  7520  attempt 1     failed                      why=silence
  7520  send          REGISTER to b               attempt=2  why=next_candidate
  7540  registration  REGISTERING -> REGISTERED   server=pbx.example  at=b  refresh=3516540  why=accepted  cause=silence
  7540  target_failback  FIRST -> AWAY               server=pbx.example  back=67540  why=ttl_runs
  7540  working       on pbx.example              why=working_changed
 10000  world         request line 1
 10000  send          OTHER to b                  attempt=3  for=request  why=request_wanted
 50000  world         server a is back
 67540  target_failback  AWAY -> TRYING              server=pbx.example  why=ttl_over
 67540  registration  REGISTERED -> REGISTERING   server=pbx.example  why=ttl_over
 67540  locate        KNOWN -> ASKING             server=pbx.example  until=77540  why=name_asked
 67540  resolve       A pbx.example               query=2
 67560  answer        a,b                         query=2  ttl=60
 67560  locate        ASKING -> KNOWN             server=pbx.example  until=127560  why=name_answered
 67560  send          REGISTER to a               attempt=4  why=name_answered
 67580  registration  REGISTERING -> REGISTERED   server=pbx.example  at=a  refresh=3576580  why=accepted
 67580  target_failback  TRYING -> FIRST             server=pbx.example  why=failback_not_needed
 67580  working       on pbx.example              why=working_changed
