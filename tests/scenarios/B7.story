# B7: priority first; within one heaviest-first (Yealink): b (weight 60), c (30), a (10), then d of priority 2. Equal
# weights keep the answer's order: f before e in the other name.
name _sip._udp.pbx.example SRV 2 99 5060 d.example, 1 10 5060 a.example, 1 60 5060 b.example, 1 30 5060 c.example
name a.example A a
name b.example A b
name c.example A c
name d.example A d
name _sip._udp.even.example SRV 1 5 5060 f.example, 1 5 5060 e.example
name e.example A e
name f.example A f
server b is unreachable
server c is unreachable
server a is unreachable
server f is unreachable
line 1 servers=pbx.example port=0 srv_order=heaviest_first address_family=ipv4 jitter_percent=0 quarantine_s=0 keepalive_s=0
line 2 servers=even.example port=0 srv_order=heaviest_first address_family=ipv4 jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
at 1s start line 2
show sends,attempts,moves
until 2s
----
     0  line 1  registration  OFF -> REGISTERING          why=started
    40  line 1  send          REGISTER to b               attempt=1  why=name_answered
    60  line 1  attempt 1     failed                      why=icmp_unreachable
    60  line 1  send          REGISTER to c               attempt=2  why=next_candidate
    80  line 1  attempt 2     failed                      why=icmp_unreachable
    80  line 1  send          REGISTER to a               attempt=3  why=next_candidate
   100  line 1  attempt 3     failed                      why=icmp_unreachable
   100  line 1  send          REGISTER to d               attempt=4  why=next_candidate
   120  line 1  registration  REGISTERING -> REGISTERED   server=pbx.example  at=d  refresh=3430120  why=accepted  cause=icmp
  1000  line 2  registration  OFF -> REGISTERING          why=started
  1040  line 2  send          REGISTER to f               attempt=1  why=name_answered
  1060  line 2  attempt 1     failed                      why=icmp_unreachable
  1060  line 2  send          REGISTER to e               attempt=2  why=next_candidate
  1080  line 2  registration  REGISTERING -> REGISTERED   server=even.example  at=e  refresh=3510080  why=accepted  cause=icmp
