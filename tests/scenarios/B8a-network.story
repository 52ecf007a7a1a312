# B8a, A6a: the network goes while a name is being looked up: it cannot be resolved, b cannot be reached; nothing rests,
# and with the network back the name is asked at once.
name one.example A a ttl=60
name one.example AAAA has none
name one.example answers after=2s
line 1 servers=one.example,b retry_base_s=30 retry_max_s=30 jitter_percent=0 quarantine_s=30 keepalive_s=0
start line 1
at 1s network lost line 1
at 5s network back line 1
show moves,attempts,sends,names,reports,world
until 20s
----
     0  registration  OFF -> REGISTERING          why=started
     0  locate        IDLE -> ASKING              server=one.example  until=10000  why=name_asked
     0  resolve       A one.example               query=1
     0  resolve       AAAA one.example            query=2
     0  report        line REGISTERING            since=0  why=started
  1000  world         network lost line 1
  2000  answer        timeout                     query=1
  2000  answer        timeout                     query=2
  2000  locate        ASKING -> NONE              server=one.example  why=name_unknown  cause=unresolved
  2000  send          REGISTER to b               attempt=1  why=name_answered
  2000  attempt 1     failed                      why=local_error
  2000  registration  REGISTERING -> WAITING      next_try=32000  why=no_candidate_left  cause=local
  2000  report        line FAILED                 since=2000  next_try=32000  why=local_error  cause=local
  5000  world         network back line 1
  5000  registration  WAITING -> REGISTERING      why=network_back
  5000  locate        NONE -> ASKING              server=one.example  until=15000  why=name_asked
  5000  resolve       A one.example               query=3
  5000  resolve       AAAA one.example            query=4
  5000  report        line REGISTERING            since=5000  why=local_error  cause=local
  5000  answer        a                           query=3  ttl=57
  5000  locate        (ASKING)                    server=one.example  until=5050  why=name_answered
  5050  locate        ASKING -> KNOWN             server=one.example  until=62000  why=name_waited
  5050  send          REGISTER to a               attempt=2  why=name_answered
  5070  registration  REGISTERING -> REGISTERED   server=one.example  at=a  refresh=3514070  why=accepted
  5070  report        line REGISTERED             server=one.example  at=a  since=5070  why=accepted
  7000  answer        no data                     query=4
