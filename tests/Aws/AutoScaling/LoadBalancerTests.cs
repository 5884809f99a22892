using System.Xml.Linq;
using Scalewright.Providers.AutoScaling;

namespace AutoScaling.Tests;

// Elastic Load Balancing API reference, 2012-06-01 (classic load balancers), and "Troubleshoot a Classic Load Balancer".
public class LoadBalancerTests
{
    private const string Elb = "&Version=2012-06-01";
    private const string Ec2 = "&Version=2016-11-15";
    private const string Listener = "&Listeners.member.1.Protocol=http&Listeners.member.1.LoadBalancerPort=80"
        + "&Listeners.member.1.InstancePort=8080";

    private const string Create = "Action=CreateLoadBalancer" + Elb + "&LoadBalancerName=front";
    private const string Whole = Create + Listener + "&AvailabilityZones.member.1=a";
    private const string Describe = "Action=DescribeLoadBalancers" + Elb;
    private const string Health = "Action=DescribeInstanceHealth&LoadBalancerName=front" + Elb;
    private const string Run = "Action=RunInstances&ImageId=image&MinCount=2&MaxCount=2" + Ec2;
    private const string Launch = "Action=CreateLaunchConfiguration&LaunchConfigurationName=lc&ImageId=image"
        + "&InstanceType=m1.small";

    private const string Group = "Action=CreateAutoScalingGroup&AutoScalingGroupName=g&LaunchConfigurationName=lc"
        + "&MinSize=0&MaxSize=4&DesiredCapacity=2&AvailabilityZones.member.1=a&LoadBalancerNames.member.1=front";

    [Fact]
    public async Task A_load_balancer_is_kept_and_shown_until_it_is_deleted()
    {
        string folder = Directory.CreateTempSubdirectory("balancers-").FullName;
        EndpointOptions options = new() { Signatures = SignatureRule.Off };
        await using TestEndpoint test = await TestEndpoint.OpenAsync(options, folder);
        (_, XElement made) = await test.CallAsync(Whole + "&Scheme=internal");

        await test.RestartAsync(options, folder);
        (_, XElement shown) = await test.CallAsync(Describe);
        const string Delete = "Action=DeleteLoadBalancer&LoadBalancerName=front" + Elb;
        await test.DoAsync(Delete);
        await test.RestartAsync(options, folder);
        (_, XElement none) = await test.CallAsync(Describe);

        made.Name.NamespaceName.ShouldBe("http://elasticloadbalancing.amazonaws.com/doc/2012-06-01/");
        shown.First("DNSName").ShouldBe(made.First("DNSName"));
        shown.First("DNSName")!.ShouldStartWith("internal-front-");
        (shown.First("Protocol"), shown.First("LoadBalancerPort"), shown.First("InstanceProtocol"),
            shown.First("InstancePort"), shown.First("Scheme"), shown.First("AvailabilityZones"))
            .ShouldBe(("HTTP", "80", "HTTP", "8080", "internal", "a"));
        shown.First("GroupName").ShouldBe("default");
        none.Items("LoadBalancerDescriptions").ShouldBeEmpty();

        // DeleteLoadBalancer: "If the load balancer does not exist or has already been deleted, the call still succeeds."
        await test.DoAsync(Delete);
    }

    [Fact]
    public async Task Instances_are_registered_by_themselves_and_by_the_groups_that_name_the_load_balancer()
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync();
        await test.DoAsync(Whole, Run);
        string[] singles = [.. (await test.InStateAsync(2, "running")).Select(one => one.Text("instanceId")!)];
        await test.DoAsync(Launch, Group);
        XElement[] members = await test.InServiceAsync(2);
        string[] ids = [.. members.Select(one => one.Text("InstanceId")!)];

        (_, XElement registered) = await test.CallAsync(Register(singles));
        (_, XElement all) = await test.CallAsync(Describe);
        await test.DoAsync(
            $"Action=EnterStandby&AutoScalingGroupName=g&ShouldDecrementDesiredCapacity=true&InstanceIds.member.1={ids[0]}");
        await test.DoAsync(Deregister(singles[0]));
        (_, XElement some) = await test.CallAsync(Describe);
        await test.DoAsync(
            "Action=DetachLoadBalancers&AutoScalingGroupName=g&LoadBalancerNames.member.1=front",
            $"Action=TerminateInstances&InstanceId.1={singles[1]}{Ec2}");
        await test.WhenAsync(found => found.Any(one => TestEndpoint.StateOf(one) == "terminated"));
        (_, XElement none) = await test.CallAsync(Describe);

        registered.Values("InstanceId").ShouldBe([.. singles, .. ids]);
        all.Values("InstanceId").ShouldBe([.. singles, .. ids]);
        some.Values("InstanceId").ShouldBe([singles[1], ids[1]]);
        none.Values("InstanceId").ShouldBeEmpty();
    }

    [Fact]
    public async Task An_instance_is_in_service_exactly_while_it_runs_and_is_healthy()
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync();
        await test.DoAsync(Whole, Run);
        string[] singles = [.. (await test.InStateAsync(2, "running")).Select(one => one.Text("instanceId")!)];
        await test.DoAsync(Launch, Group, Register(singles[0]));
        string[] ids = [.. (await test.InServiceAsync(2)).Select(one => one.Text("InstanceId")!)];
        await test.DoAsync(
            "Action=SuspendProcesses&AutoScalingGroupName=g",
            $"Action=SetInstanceHealth&InstanceId={ids[0]}&HealthStatus=Unhealthy&ShouldRespectGracePeriod=false",
            $"Action=StopInstances&InstanceId.1={singles[0]}{Ec2}");
        await test.WhenAsync(found => found.Any(one => TestEndpoint.StateOf(one) == "stopped"));

        (_, XElement health) = await test.CallAsync(Health);
        (_, XElement other) = await test.CallAsync($"{Health}&Instances.member.1.InstanceId={singles[1]}");

        health.Values("InstanceId").ShouldBe([singles[0], .. ids]);
        health.Values("State").ShouldBe(["OutOfService", "OutOfService", "InService"]);
        health.Values("ReasonCode").ShouldBe(["Instance", "Instance", "N/A"]);
        health.First("Description").ShouldBe("Instance is in stopped state.");
        (other.First("State"), other.First("Description")).ShouldBe(
            ("OutOfService", "Instance is not currently registered with the LoadBalancer."));
    }

    [Fact]
    public async Task An_instance_that_serves_in_a_group_is_not_deregistered_by_itself()
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync();
        await test.DoAsync(Whole, Launch, Group);
        string id = (await test.InServiceAsync(2))[0].Text("InstanceId")!;

        (int status, XElement document) = await test.CallAsync(Deregister(id));

        (status, document.First("Code")).ShouldBe((400, "OperationNotPermitted"));
        document.First("Message")!.ShouldContain("group g");
    }

    [Fact]
    public async Task Load_balancers_are_listed_in_pages()
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync();
        foreach (string name in new[] { "back", "front", "side" })
        {
            await test.DoAsync(Whole.Replace("=front", "=" + name, StringComparison.Ordinal));
        }

        (_, XElement first) = await test.CallAsync(Describe + "&PageSize=2");
        (_, XElement second) = await test.CallAsync(
            $"{Describe}&PageSize=2&Marker={Uri.EscapeDataString(first.First("NextMarker")!)}");
        (_, XElement named) = await test.CallAsync(Describe + "&LoadBalancerNames.member.1=side");

        first.Values("LoadBalancerName").ShouldBe(["back", "front"]);
        second.Values("LoadBalancerName").ShouldBe(["side"]);
        second.First("NextMarker").ShouldBeNull();
        named.Values("LoadBalancerName").ShouldBe(["side"]);
    }

    // Codes: those of the service model; DuplicateListener: CreateLoadBalancerListeners.
    [Theory]
    [InlineData(Whole, "DuplicateLoadBalancerName")]
    [InlineData(Create + "2&AvailabilityZones.member.1=a", "ValidationError")]
    [InlineData(Create + "2" + Listener, "ValidationError")]
    [InlineData(Create + "2" + Listener + "&AvailabilityZones.member.1=a&Subnets.member.1=subnet-0", "ValidationError")]
    [InlineData(Create + "2" + Listener + "&Subnets.member.1=subnet-0", "SubnetNotFound")]
    [InlineData(Create + "2" + Listener + "&AvailabilityZones.member.1=a&SecurityGroups.member.1=sg-0", "InvalidSecurityGroup")]
    [InlineData(Create + "2" + Listener + "&AvailabilityZones.member.1=a&Scheme=open", "InvalidScheme")]
    [InlineData(Create + "2" + Listener + "&AvailabilityZones.member.1=a&Tags.member.1.Key=k", "ValidationError")]
    [InlineData(Create + "2" + Listener + "&AvailabilityZones.member.1=a&Listeners.member.1.InstanceProtocol=TCP", "ValidationError")]
    [InlineData(Create + "2" + Listener + "&AvailabilityZones.member.1=a&Listeners.member.1.SSLCertificateId=arn", "ValidationError")]
    [InlineData(Create + "2&AvailabilityZones.member.1=a&Listeners.member.1.Protocol=HTTPS&Listeners.member.1.LoadBalancerPort=1&Listeners.member.1.InstancePort=1", "ValidationError")]
    [InlineData(Create + "2&AvailabilityZones.member.1=a&Listeners.member.1.Protocol=UDP&Listeners.member.1.LoadBalancerPort=1&Listeners.member.1.InstancePort=1", "UnsupportedProtocol")]
    [InlineData(Create + "2&AvailabilityZones.member.1=a&Listeners.member.1.Protocol=TCP&Listeners.member.1.LoadBalancerPort=1&Listeners.member.1.InstancePort=65536", "ValidationError")]
    [InlineData(Create + "2" + Listener + "&AvailabilityZones.member.1=a&Listeners.member.2.Protocol=TCP&Listeners.member.2.LoadBalancerPort=80&Listeners.member.2.InstancePort=1", "DuplicateListener")]
    [InlineData(Create + "-" + Listener + "&AvailabilityZones.member.1=a", "ValidationError")]
    [InlineData(Describe + "&LoadBalancerNames.member.1=none", "LoadBalancerNotFound")]
    [InlineData("Action=DescribeInstanceHealth&LoadBalancerName=none" + Elb, "LoadBalancerNotFound")]
    [InlineData(Health + "&Instances.member.1.InstanceId=i-0", "InvalidInstance")]
    [InlineData("Action=RegisterInstancesWithLoadBalancer&LoadBalancerName=front" + Elb, "ValidationError")]
    [InlineData("Action=RegisterInstancesWithLoadBalancer&LoadBalancerName=front&Instances.member.1.InstanceId=i-0" + Elb, "InvalidInstance")]
    [InlineData("Action=DeregisterInstancesFromLoadBalancer&LoadBalancerName=none&Instances.member.1.InstanceId=i-0" + Elb, "LoadBalancerNotFound")]
    [InlineData("Action=ConfigureHealthCheck&LoadBalancerName=front" + Elb, "InvalidAction")]
    public async Task A_request_that_cannot_be_met_is_refused(string query, string code)
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync();
        await test.DoAsync(Whole);
        (_, XElement before) = await test.CallAsync(Describe);

        (int Status, string? Code) fault = await test.FaultAsync(query);
        (_, XElement after) = await test.CallAsync(Describe);

        fault.ShouldBe((400, code));
        after.Items("LoadBalancerDescriptions").Select(one => one.ToString())
            .ShouldBe(before.Items("LoadBalancerDescriptions").Select(one => one.ToString()));
    }

    [Fact]
    public async Task A_security_group_of_a_load_balancer_is_not_deleted()
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync();
        (_, XElement group) = await test.CallAsync("Action=CreateSecurityGroup&GroupName=web&GroupDescription=web" + Ec2);
        string id = group.First("groupId")!;
        await test.DoAsync($"{Whole}&SecurityGroups.member.1={id}");

        (await test.FaultAsync($"Action=DeleteSecurityGroup&GroupId={id}{Ec2}")).ShouldBe((400, "DependencyViolation"));
    }

    // "Signature Version 4": the scope names the service, whose name is elasticloadbalancing (service model of botocore).
    [Theory]
    [InlineData("elasticloadbalancing", null)]
    [InlineData("autoscaling", "SignatureDoesNotMatch")]
    [InlineData("ec2", "SignatureDoesNotMatch")]
    public async Task Requests_are_signed_for_the_service(string word, string? code)
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync(new EndpointOptions { Keys = [TestEndpoint.Key] });
        Caller caller = new("POST", SignatureVersion.V4) { ServiceWord = word };

        (await test.FaultAsync(caller.Sign(Whole))).Code.ShouldBe(code);
    }

    [Fact]
    public async Task A_key_that_may_only_read_creates_none()
    {
        AccessKey reader = TestEndpoint.Key with { Account = new AccessAccount("reader", AccessPermissions.ReadOnly) };
        await using TestEndpoint test = await TestEndpoint.OpenAsync(new EndpointOptions { Keys = [reader] });
        Caller caller = new("POST", SignatureVersion.V4);

        (int status, XElement refused) = await test.AskAsync(caller.Sign(Whole));
        (int read, _) = await test.AskAsync(caller.Sign(Describe));

        (status, refused.First("Code"), read).ShouldBe((403, "AccessDenied", 200));
        refused.First("Message")!.ShouldContain("elasticloadbalancing:CreateLoadBalancer");
    }

    private static string Register(params string[] ids) => Of("RegisterInstancesWithLoadBalancer", ids);

    private static string Deregister(params string[] ids) => Of("DeregisterInstancesFromLoadBalancer", ids);

    private static string Of(string action, string[] ids) => $"Action={action}&LoadBalancerName=front{Elb}"
        + string.Concat(ids.Select((id, index) => $"&Instances.member.{index + 1}.InstanceId={id}"));
}
