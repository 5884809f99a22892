#!/usr/bin/env python3
"""A minimal AutoScaling endpoint on Python's http.server: two actions, no signatures, no checks, nothing durable.

What a Python service costs at least; not a stand-in for any real one. Prints its port on a line of its own.
"""
import http.server
import sys
import uuid
from urllib.parse import parse_qs
from xml.sax.saxutils import escape

SPACE = "http://autoscaling.amazonaws.com/doc/2011-01-01/"
groups = {f"group-{number}": {} for number in range(1, 11)}


def describe():
    members = "".join(
        f"<member><AutoScalingGroupName>{escape(name)}</AutoScalingGroupName><AutoScalingGroupARN>arn:aws:autoscaling:us-east-1:0:{escape(name)}</AutoScalingGroupARN>"
        "<LaunchConfigurationName>lc</LaunchConfigurationName><MinSize>0</MinSize><MaxSize>4</MaxSize><DesiredCapacity>1</DesiredCapacity><DefaultCooldown>300</DefaultCooldown>"
        "<AvailabilityZones><member>a</member></AvailabilityZones><LoadBalancerNames/><HealthCheckType>EC2</HealthCheckType><HealthCheckGracePeriod>300</HealthCheckGracePeriod>"
        f"<Instances><member><InstanceId>i-{name}</InstanceId><AvailabilityZone>a</AvailabilityZone><LifecycleState>InService</LifecycleState><HealthStatus>Healthy</HealthStatus></member></Instances>"
        "<CreatedTime>2026-01-02T03:04:05.678Z</CreatedTime><SuspendedProcesses/><EnabledMetrics/><Tags>"
        + "".join(f"<member><ResourceId>{escape(name)}</ResourceId><ResourceType>auto-scaling-group</ResourceType><Key>{escape(key)}</Key><Value>{escape(value)}</Value><PropagateAtLaunch>false</PropagateAtLaunch></member>"
                  for key, value in tags.items())
        + "</Tags><TerminationPolicies><member>Default</member></TerminationPolicies></member>"
        for name, tags in groups.items())
    return f"<DescribeAutoScalingGroupsResult><AutoScalingGroups>{members}</AutoScalingGroups></DescribeAutoScalingGroupsResult>"


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = 65536

    def do_POST(self):
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        action = form["Action"][0]
        result = ""
        if action == "DescribeAutoScalingGroups":
            result = describe()
        else:
            groups[form["Tags.member.1.ResourceId"][0]][form["Tags.member.1.Key"][0]] = form["Tags.member.1.Value"][0]
        body = f'<{action}Response xmlns="{SPACE}">{result}<ResponseMetadata><RequestId>{uuid.uuid4()}</RequestId></ResponseMetadata></{action}Response>'.encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/xml")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
server.daemon_threads = True
print(server.server_port, flush=True)

server.serve_forever()
