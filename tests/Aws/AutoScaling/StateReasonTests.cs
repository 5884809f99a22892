using Scalewright.Providers.AutoScaling.Fleets;
using Scalewright.Providers.Simulation.Models;

namespace AutoScaling.Tests;

/// <summary>State reasons of instances. Source of codes and messages: EC2 API reference, StateReason.</summary>
public class StateReasonTests
{
    private const string Ec2 = "&Version=2016-11-15";
    private const string Run = "Action=RunInstances&ImageId=image&MinCount=3&MaxCount=3" + Ec2;
    private const string User = "Client.UserInitiatedShutdown";
    private static readonly SimulationOptions NoCapacity = new() { Cloud = CloudModel.Default with { CapacityCount = 0 } };

    [Fact]
    public async Task Only_instances_stopped_or_terminated_by_a_user_have_a_user_state_reason()
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync();
        await test.DoAsync(Run);
        string[] ids = [.. (await test.InStateAsync(3, "running")).Select(instance => instance.First("instanceId")!)];

        await test.DoAsync($"Action=StopInstances&InstanceId.1={ids[0]}" + Ec2, $"Action=TerminateInstances&InstanceId.1={ids[1]}" + Ec2);
        XElement[] instances = await test.WhenAsync(found =>
            found.Select(TestEndpoint.StateOf).Order(StringComparer.Ordinal).SequenceEqual(["running", "stopped", "terminated"])
        );

        Dictionary<string, XElement> found = instances.ToDictionary(instance => instance.First("instanceId")!);
        GetReason(found[ids[0]]).ShouldBe((User, $"{User}: User initiated shutdown"));
        GetReason(found[ids[1]]).ShouldBe((User, $"{User}: User initiated shutdown"));
        GetReason(found[ids[2]]).ShouldBe(("", ""));
        found[ids[0]].First("reason")!.ShouldMatch(@"^User initiated \(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d GMT\)$");
        found[ids[2]].First("reason").ShouldBe("");
    }

    [Theory]
    [InlineData("Client.User*", 1)]
    [InlineData("Server.*", 0)]
    [InlineData("", 2)]
    public async Task Instances_are_filtered_by_the_code_of_their_state_reason(string code, int count)
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync();
        await test.DoAsync(Run);
        string id = (await test.InStateAsync(3, "running"))[0].First("instanceId")!;
        await test.DoAsync($"Action=StopInstances&InstanceId.1={id}" + Ec2);

        (_, XElement found) = await test.CallAsync(
            $"Action=DescribeInstances&Filter.1.Name=state-reason-code&Filter.1.Value.1={code}" + Ec2
        );

        found.Items("instancesSet").Length.ShouldBe(count);
    }

    [Fact]
    public async Task A_restarted_instance_has_no_state_reason()
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync();
        await test.DoAsync(Run.Replace("=3", "=1", StringComparison.Ordinal));
        string id = (await test.InStateAsync(1, "running"))[0].First("instanceId")!;

        await test.DoAsync($"Action=StopInstances&InstanceId.1={id}" + Ec2);
        await test.InStateAsync(1, "stopped");
        await test.DoAsync($"Action=StartInstances&InstanceId.1={id}" + Ec2);
        XElement restarted = (await test.InStateAsync(1, "running"))[0];

        (GetReason(restarted), restarted.First("reason")).ShouldBe((("", ""), ""));
    }

    [Theory]
    [InlineData(InstanceState.InService, "Client.InstanceInitiatedShutdown")]
    [InlineData(InstanceState.Pending, "Server.InternalError")]
    public void The_state_reason_of_a_lost_instance_depends_on_whether_it_was_in_service(object state, string code)
    {
        DateTimeOffset now = DateTimeOffset.UnixEpoch;
        InstanceRecord instance = new("i-1", 1, "", now) { State = (InstanceState)state };
        Dictionary<string, InstanceNodeObservation> observations = new(StringComparer.Ordinal) { ["i-1"] = InstanceNodeObservation.Lost };

        AccountState after = StandaloneInstanceObservation.Apply(new AccountState().WithSingle(instance), observations, now);

        StateReason.GetCode(after.Singles["i-1"]).ShouldBe(code);
    }

    [Fact]
    public async Task An_instance_without_capacity_is_terminated_with_InsufficientInstanceCapacity()
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync(place: NoCapacity);
        await test.DoAsync(Run.Replace("=3", "=1", StringComparison.Ordinal));

        XElement terminated = (await test.InStateAsync(1, "terminated"))[0];

        (GetReason(terminated).Code, terminated.First("reason")).ShouldBe(
            ("Server.InsufficientInstanceCapacity", "Server.InsufficientInstanceCapacity")
        );
    }

    private static (string? Code, string? Message) GetReason(XElement instance)
    {
        XElement reason = instance.All("stateReason").Single();
        return (reason.First("code"), reason.First("message"));
    }
}
