# A9: rests win over D2: with new_requests every request starts at the first target, but not while that rests.
name pbx.example A a,b ttl=3600
server a answers REGISTER 503 retry-after=100
line 1 servers=x=pbx.example failback_mode=new_requests jitter_percent=0 quarantine_s=0 keepalive_s=0
line 1 address_family=ipv4
start line 1
at 50s request line 1
at 60s server a answers REGISTER 200
at 100039999us request line 1
at 100040ms request line 1
show moves,attempts,sends,reports,world
until 101s
----
     0  registration  OFF -> REGISTERING          why=started
     0  report        line REGISTERING            since=0  why=started
    20  send          REGISTER to a               attempt=1  why=name_answered
    40  attempt 1     failed                      why=failover_status  status=503
    40  send          REGISTER to b               attempt=2  why=next_candidate
    60  registration  REGISTERING -> REGISTERED   server=pbx.example  at=b  refresh=3509060  why=accepted  status=503
    60  report        line REGISTERED             server=pbx.example  at=b  since=60  why=failover_status  status=503
 50000  world         request line 1
 50000  send          OTHER to b                  attempt=3  for=request  why=request_wanted
 50020  report        request 1 accepted          server=pbx.example
 60000  world         server a answers REGISTER 200
100039.999  world         request line 1
100039.999  send          OTHER to b                  attempt=4  for=request  why=request_wanted
100040  world         request line 1
100040  send          OTHER to a                  attempt=5  for=request  why=new_request_first
100059.999  report        request 2 accepted          server=pbx.example
100060  report        request 3 accepted          server=pbx.example
