# A13, D4. Case 48: registered on the second address of a name. Peers differ; ours go where the line
# is registered (A13, D4): OPTIONS and requests follow it. With failback_mode=new_requests they
# would begin at the first (yealink-failback-mode-0-new-requests.story).
name pbx.example A a,b ttl=3600
server a is unreachable
line 1 servers=x=pbx.example address_family=ipv4 options_interval_s=30 jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
at 10s server a is back
at 20s request line 1
show moves,sends,world
until 40s
----
     0  registration  OFF -> REGISTERING          why=started
    20  send          REGISTER to a               attempt=1  why=name_answered
    40  send          REGISTER to b               attempt=2  why=next_candidate
    60  registration  REGISTERING -> REGISTERED   server=pbx.example  at=b  refresh=3509060  why=accepted  cause=icmp
    60  options       OFF -> WAITING              server=pbx.example  next=30060  why=options_waits
 10000  world         server a is back
 20000  world         request line 1
 20000  send          OTHER to b                  attempt=3  for=request  why=request_wanted
 30060  options       WAITING -> ASKING           server=pbx.example  why=options_due
 30060  send          OPTIONS to b                attempt=4  for=keepalive  why=options_due
 30080  options       ASKING -> WAITING           server=pbx.example  next=60080  why=options_answered
