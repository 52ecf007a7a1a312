# A14, H13. Field pain 5: a resolver that blocks froze the whole phone. Here a lookup is a question
# and, later, an answer: the name is asked for at the pass's start (A14), the request to the server
# before it goes out meanwhile, and the other line does not notice (H13).
name pbx.example A b ttl=60
name pbx.example answers after=9s
line 1 servers=a,y=pbx.example address_family=ipv4 jitter_percent=0 keepalive_s=0
line 2 servers=c jitter_percent=0 keepalive_s=0
start line 1
start line 2
at 5s server c is unreachable
at 5s register line 2
show moves,sends,names,reports,world
until 20s
----
     0  line 1  registration  OFF -> REGISTERING          why=started
     0  line 1  locate        IDLE -> ASKING              server=pbx.example  until=10000  why=name_asked
     0  line 1  resolve       A pbx.example               query=1
     0  line 1  send          REGISTER to a               attempt=1  why=first_candidate
     0  line 1  report        line REGISTERING            since=0  why=started
     0  line 2  registration  OFF -> REGISTERING          why=started
     0  line 2  send          REGISTER to c               attempt=1  why=first_candidate
     0  line 2  report        line REGISTERING            since=0  why=started
    20  line 1  registration  REGISTERING -> REGISTERED   server=a  refresh=3509020  why=accepted
    20  line 1  report        line REGISTERED             server=a  since=20  why=accepted
    20  line 2  registration  REGISTERING -> REGISTERED   server=c  refresh=3558520  why=accepted
    20  line 2  report        line REGISTERED             server=c  since=20  why=accepted
  5000          world         server c is unreachable
  5000          world         register line 2
  5000  line 2  registration  REGISTERED -> REGISTERING   server=c  why=user_wish
  5000  line 2  send          REGISTER to c               attempt=2  why=first_candidate
  5020  line 2  registration  REGISTERING -> WAITING      next_try=57557  why=no_candidate_left  cause=icmp
  5020  line 2  report        request 1 failed            cause=icmp
  5020  line 2  report        line FAILED                 since=5020  next_try=57557  why=icmp_unreachable  cause=icmp
  9000  line 1  answer        b                           query=1  ttl=60
  9000  line 1  locate        ASKING -> KNOWN             server=pbx.example  until=69000  why=name_answered
