# C5: where a pass starts, the line working on b while a is better: refresh, network, lost flow and a changed
# configuration at b; a failover status where it came from (A13); the OPTIONS timeout, as the user, at the first.
server a is unreachable
server b answers REGISTER 200 expires=100
line 1 servers=a,b,c failback_servers=never jitter_percent=0 quarantine_s=0 keepalive_s=0 retry_counts=1
start line 1
at 60s network lost line 1
at 61s network back line 1
at 62s network back line 1 address=changed
at 63s flow lost line 1 to b cause=icmp
at 64s server b answers OTHER 503
at 65s request line 1
at 66s configure line 1 options_interval_s=4
at 67s server b is silent for OPTIONS
show sends,world
until 74s
----
     0  send          REGISTER to a               attempt=1  why=first_candidate
    20  send          REGISTER to b               attempt=2  why=next_candidate
 50040  send          REGISTER to b               attempt=3  why=working_candidate
 60000  world         network lost line 1
 61000  world         network back line 1
 61000  send          REGISTER to b               attempt=4  why=working_candidate
 62000  world         network back line 1 address=changed
 62000  send          REGISTER to b               attempt=5  why=working_candidate
 63000  world         flow lost line 1 to b cause=icmp
 63000  send          REGISTER to b               attempt=6  why=working_candidate
 64000  world         server b answers OTHER 503
 65000  world         request line 1
 65000  send          OTHER to b                  attempt=7  for=request  why=request_wanted
 65020  send          OTHER to a                  attempt=8  for=request  why=next_candidate
 65020  send          REGISTER to b               attempt=9  why=status_to_request
 65040  send          OTHER to c                  attempt=10  for=request  why=next_candidate
 66000  world         configure line 1 options_interval_s=4
 66000  send          REGISTER to b               attempt=11  why=working_candidate
 67000  world         server b is silent for OPTIONS
 70000  send          OPTIONS to b                attempt=12  for=keepalive  why=options_due
 70500  resend        OPTIONS to b                attempt=12
 71500  send          REGISTER to a               attempt=13  why=first_candidate
 71520  send          REGISTER to b               attempt=14  why=next_candidate
