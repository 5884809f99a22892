namespace AutoScaling.Tests;

// EC2 API reference, common parameter DryRun: an allowed call returns DryRunOperation (412) and does nothing.
public class DryRunTests
{
    private const string Ec2 = "&Version=2016-11-15";
    private const string Run = "Action=RunInstances&ImageId=image&MinCount=1&MaxCount=1&Placement.AvailabilityZone=a" + Ec2;

    // Valid parameters of each action after FillAsync.
    private static readonly Dictionary<string, string> Parameters = new(StringComparer.Ordinal)
    {
        ["RunInstances"] = "ImageId=image&MinCount=1&MaxCount=1",
        ["TerminateInstances"] = "InstanceId.1={running}",
        ["StartInstances"] = "InstanceId.1={stopped}",
        ["StopInstances"] = "InstanceId.1={running}",
        ["RebootInstances"] = "InstanceId.1={running}",
        ["DescribeInstances"] = "",
        ["DescribeInstanceStatus"] = "",
        ["DescribeInstanceAttribute"] = "InstanceId={running}&Attribute=userData",
        ["ModifyInstanceAttribute"] = "InstanceId={running}&DisableApiTermination.Value=true",
        ["ModifyInstanceMetadataOptions"] = "InstanceId={running}&HttpTokens=required",
        ["DescribeSubnets"] = "",
        ["CreateTags"] = "ResourceId.1={running}&Tag.1.Key=new&Tag.1.Value=x",
        ["DeleteTags"] = "ResourceId.1={running}&Tag.1.Key=kept",
        ["DescribeTags"] = "",
        ["CreateSecurityGroup"] = "GroupName=new&GroupDescription=servers",
        ["DeleteSecurityGroup"] = "GroupId={group}",
        ["DescribeSecurityGroups"] = "",
        ["CreateLaunchTemplate"] = "LaunchTemplateName=new&LaunchTemplateData.ImageId=image",
        ["CreateLaunchTemplateVersion"] = "LaunchTemplateName=web&LaunchTemplateData.ImageId=other",
        ["DeleteLaunchTemplate"] = "LaunchTemplateName=web",
        ["DeleteLaunchTemplateVersions"] = "LaunchTemplateName=web&LaunchTemplateVersion.1=2",
        ["ModifyLaunchTemplate"] = "LaunchTemplateName=web&SetDefaultVersion=2",
        ["DescribeLaunchTemplates"] = "",
        ["DescribeLaunchTemplateVersions"] = "LaunchTemplateName=web",
    };

    public static TheoryData<string> ActionsOfEc2 => [.. ActionTable.Get(QueryService.Ec2).Keys.Order(StringComparer.Ordinal)];

    [Theory, Trait(Category.Name, Category.Campaign)]
    [MemberData(nameof(ActionsOfEc2))]
    public async Task A_dry_run_returns_DryRunOperation_and_changes_nothing(string action)
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync();
        Dictionary<string, string> ids = await FillAsync(test);
        string query = ids.Aggregate($"Action={action}&{Parameters[action]}{Ec2}", static (text, id) =>
            text.Replace(id.Key, id.Value, StringComparison.Ordinal)
        );
        byte[] before = StateOf(test);

        (int Status, string? Code) fault = await test.FaultAsync(query + "&DryRun=true");
        byte[] after = StateOf(test);
        await test.DoAsync(query);

        fault.ShouldBe((412, "DryRunOperation"));
        after.ShouldBe(before);

        StateOf(test).SequenceEqual(before).ShouldBe(!ActionTable.Get(QueryService.Ec2)[action].Changes);
    }

    [Theory]
    [InlineData("Action=TerminateInstances&InstanceId.1=i-0&DryRun=true" + Ec2, "InvalidInstanceID.NotFound")]
    [InlineData("Action=RunInstances&MinCount=1&MaxCount=1&DryRun=true" + Ec2, "MissingParameter")]
    public async Task A_dry_run_of_an_invalid_request_returns_its_error(string query, string code)
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync();

        (int Status, string? Code) fault = await test.FaultAsync(query);

        fault.ShouldBe((400, code));
    }

    [Fact]
    public async Task A_dry_run_without_authentication_is_rejected()
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync(new AutoScalingEndpointOptions { Keys = [TestEndpoint.Key] });

        (int Status, string? Code) fault = await test.FaultAsync(Run + "&DryRun=true");

        fault.ShouldBe((403, "MissingAuthenticationToken"));
    }

    [Fact]
    public void Every_EC2_action_has_the_DryRun_parameter()
    {
        string[] without =
        [
            .. ActionTable
                .Get(QueryService.Ec2)
                .Where(action => action.Value.Parameters.Find("DryRun") is null)
                .Select(action => action.Key),
        ];

        without.ShouldBeEmpty();
    }

    /// <returns>Ids of the resources by placeholder.</returns>
    private static async Task<Dictionary<string, string>> FillAsync(TestEndpoint test)
    {
        await test.DoAsync(
            Run + "&TagSpecification.1.ResourceType=instance&TagSpecification.1.Tag.1.Key=kept&TagSpecification.1.Tag.1.Value=x",
            Run,
            "Action=CreateSecurityGroup&GroupName=web&GroupDescription=servers" + Ec2,
            "Action=CreateLaunchTemplate&LaunchTemplateName=web&LaunchTemplateData.ImageId=image" + Ec2,
            "Action=CreateLaunchTemplateVersion&LaunchTemplateName=web&LaunchTemplateData.ImageId=image" + Ec2
        );
        XElement[] started = await test.InStateAsync(2, "running");
        XElement running = started.Single(instance => instance.Items("tagSet").Length > 0);
        string stopped = started.Single(instance => instance != running).Text("instanceId")!;
        await test.DoAsync($"Action=StopInstances&InstanceId.1={stopped}{Ec2}");
        await test.WhenAsync(found => found.Any(instance => TestEndpoint.StateOf(instance) == "stopped"));
        (_, XElement groups) = await test.CallAsync("Action=DescribeSecurityGroups&GroupName.1=web" + Ec2);
        string group = groups.First("groupId")!;
        return new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["{running}"] = running.Text("instanceId")!,
            ["{stopped}"] = stopped,
            ["{group}"] = group,
        };
    }

    private static byte[] StateOf(TestEndpoint test) =>
        JsonSerializer.SerializeToUtf8Bytes(test.Endpoint.State, AccountJson.Default.AccountState);
}
