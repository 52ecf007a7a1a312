# B8a, B11: a timeout in place of a kept answer uses that on, from 49 s; a name that was never known stays "cannot be
# resolved", is asked again in each pass, and the pass goes by it.
name one.example fails with servfail
name two.example A a,b ttl=30
server a is unreachable
line 1 servers=one.example,two.example address_family=ipv4 retry_base_s=30 retry_max_s=30 expires_s=300
line 1 failback_servers=never jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
at 20s name two.example fails with timeout
at 40s server b is unreachable
at 40s register line 1
at 50s server a is back
show attempts,sends,names
until 80s
----
     0  locate        IDLE -> ASKING              server=one.example  until=10000  why=name_asked
     0  resolve       A one.example               query=1
     0  locate        IDLE -> ASKING              server=two.example  until=10000  why=name_asked
     0  resolve       A two.example               query=2
    20  answer        servfail                    query=1
    20  locate        ASKING -> NONE              server=one.example  why=name_unknown  cause=unresolved
    20  answer        a,b                         query=2  ttl=30
    20  locate        ASKING -> KNOWN             server=two.example  until=30020  why=name_answered
    20  send          REGISTER to a               attempt=1  why=name_answered
    40  attempt 1     failed                      why=icmp_unreachable
    40  send          REGISTER to b               attempt=2  why=next_candidate
 40000  locate        NONE -> ASKING              server=one.example  until=50000  why=name_asked
 40000  resolve       A one.example               query=3
 40000  locate        KNOWN -> ASKING             server=two.example  until=50000  why=name_asked
 40000  resolve       A two.example               query=4
 40020  answer        servfail                    query=3
 40020  locate        ASKING -> NONE              server=one.example  why=name_unknown  cause=unresolved
 49000  answer        timeout                     query=4
 49000  locate        ASKING -> STALE             server=two.example  until=79000  why=answer_stale
 49000  send          REGISTER to a               attempt=3  why=name_answered
 49020  attempt 3     failed                      why=icmp_unreachable
 49020  send          REGISTER to b               attempt=4  why=next_candidate
 49040  attempt 4     failed                      why=icmp_unreachable
 79000  locate        (STALE)                     server=two.example  until=89000  why=name_asked
 79000  resolve       A two.example               query=5
 79040  locate        NONE -> ASKING              server=one.example  until=89040  why=name_asked
 79040  resolve       A one.example               query=6
 79060  answer        servfail                    query=6
 79060  locate        ASKING -> NONE              server=one.example  why=name_unknown  cause=unresolved
 79060  send          REGISTER to a               attempt=5  why=name_answered
