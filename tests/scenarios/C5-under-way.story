# C5, C3a: a flow lost while a pass runs starts no other. A changed address does: the REGISTER under way has the old
# Contact; it is abandoned, and a new one goes to the working candidate.
line 1 servers=a,b jitter_percent=0 quarantine_s=0 keepalive_s=0
server a delays 400ms
start line 1
at 20s register line 1
at 20.1s flow lost line 1 to a cause=icmp
at 20.2s network back line 1 address=changed
show moves,attempts,sends,answers,world
until 25s
----
     0  registration  OFF -> REGISTERING          why=started
     0  send          REGISTER to a               attempt=1  why=first_candidate
   400  answer        200                         attempt=1  expires=3600
   400  registration  REGISTERING -> REGISTERED   server=a  refresh=3519400  why=accepted
 20000  world         register line 1
 20000  registration  REGISTERED -> REGISTERING   server=a  why=user_wish
 20000  send          REGISTER to a               attempt=2  why=first_candidate
 20100  world         flow lost line 1 to a cause=icmp
 20100  flow          lost to a                   cause=icmp
 20200  world         network back line 1 address=changed
 20200  order         Abandon                     attempt=2  why=address_changed
 20200  send          REGISTER to a               attempt=3  why=working_candidate
 20400  answer        200, too late               attempt=2
 20600  answer        200                         attempt=3  expires=3600
 20600  registration  REGISTERING -> REGISTERED   server=a  refresh=3539600  why=accepted
