# A14, A4: the last candidate is not the last while a name is still being looked up: a has its own budget of 1.5 s,
# then the pass waits for b, which is 64*T1 the last.
name one.example A a ttl=60
name two.example A b ttl=60
name two.example answers after=5s
server a is silent
server b is silent
line 1 servers=one.example,two.example retry_counts=1 address_family=ipv4
line 1 jitter_percent=0 quarantine_s=0 keepalive_s=0 retry_base_s=60 retry_max_s=60
start line 1
show moves,attempts,names
until 40s
----
     0  registration  OFF -> REGISTERING          why=started
     0  locate        IDLE -> ASKING              server=one.example  until=10000  why=name_asked
     0  resolve       A one.example               query=1
     0  locate        IDLE -> ASKING              server=two.example  until=10000  why=name_asked
     0  resolve       A two.example               query=2
    20  answer        a                           query=1  ttl=60
    20  locate        ASKING -> KNOWN             server=one.example  until=60020  why=name_answered
  1520  attempt 1     failed                      why=silence
  5000  answer        b                           query=2  ttl=60
  5000  locate        ASKING -> KNOWN             server=two.example  until=65000  why=name_answered
 37000  attempt 2     failed                      why=silence
 37000  registration  REGISTERING -> WAITING      next_try=97000  why=no_candidate_left  cause=silence
