using FsCheck;
using FsCheck.Fluent;

namespace AutoScaling.Tests;

public class EndpointTests
{
    private const string Version = "&Version=2011-01-01";
    private const string Launch = "Action=CreateLaunchConfiguration&LaunchConfigurationName=lc&ImageId=image&InstanceType=m1.small";
    private const string Group =
        "Action=CreateAutoScalingGroup&LaunchConfigurationName=lc&AvailabilityZones.member.1=a&MinSize=0&MaxSize=4&AutoScalingGroupName=";
    private static readonly AutoScalingEndpointOptions Strict = new() { Keys = [TestEndpoint.Key] };

    // Sources of the codes: README of the recorded sessions, and "Common Errors" of the AutoScaling API reference.
    [Theory]
    [InlineData("Action=Nothing" + Version, 400, "InvalidAction")]
    [InlineData("Version=2011-01-01", 400, "MissingAction")]
    [InlineData("Action=DescribeAutoScalingGroups&AutoScalingGroupNames.member.x=a", 404, "MalformedQueryString")]
    [InlineData("Action=DescribeAutoScalingGroups&a=%zz", 404, "MalformedQueryString")]
    [InlineData("Action=DescribeAutoScalingGroups&a=%ff", 404, "MalformedQueryString")]
    [InlineData("Action=DescribeAutoScalingGroups&MaxRecords=0", 400, "ValidationError")]
    [InlineData("Action=DescribeAutoScalingGroups&MaxRecords=many", 400, "ValidationError")]
    [InlineData("Action=DescribeAutoScalingGroups&NextToken=mine", 400, "InvalidNextToken")]
    [InlineData("Action=SetDesiredCapacity&AutoScalingGroupName=none&DesiredCapacity=1", 400, "ValidationError")]
    [InlineData("Action=SetDesiredCapacity&AutoScalingGroupName=g", 400, "ValidationError")]
    [InlineData("Action=SetDesiredCapacity&AutoScalingGroupName=g&DesiredCapacity=5", 400, "ValidationError")]
    [InlineData("Action=SetDesiredCapacity&AutoScalingGroupName=g&DesiredCapacity=-1", 400, "ValidationError")]
    [InlineData(Launch, 400, "AlreadyExists")]
    [InlineData(Group + "g", 400, "AlreadyExists")]
    [InlineData(Group + "h&Tags.member.1.Key=PHANTOM_DEFINITION&Tags.member.1.Value=none", 400, "InvalidParameterValue")]
    [InlineData(
        Group + "h&Tags.member.1.Key=PHANTOM_DEFINITION&Tags.member.2.Key=clouds&Tags.member.2.Value=hotel",
        400,
        "InvalidParameterValue"
    )]
    [InlineData(Group + "%01", 400, "ValidationError")]
    [InlineData("Action=DeleteLaunchConfiguration&LaunchConfigurationName=lc", 400, "ResourceInUse")]
    [InlineData("Action=TerminateInstanceInAutoScalingGroup&InstanceId=i-0&ShouldDecrementDesiredCapacity=true", 400, "ValidationError")]
    [InlineData("Action=ExecutePolicy&AutoScalingGroupName=g&PolicyName=none", 400, "ValidationError")]
    [InlineData("Action=DescribeInstances&Version=2016-11-15&InstanceId.1=i-0", 400, "InvalidInstanceID.NotFound")]
    [InlineData("Action=RunInstances&Version=2016-11-15&ImageId=image&MinCount=2&MaxCount=1", 400, "InvalidParameterValue")]
    [InlineData("Action=RunInstances&Version=2016-11-15&ImageId=image&MinCount=1&MaxCount=100001", 400, "InvalidParameterValue")]
    [InlineData("Action=RunInstances&Version=2016-11-15&MinCount=1&MaxCount=1", 400, "MissingParameter")]
    [InlineData("Action=RunInstances", 400, "MissingParameter")]
    [InlineData("Action=DescribeInstances&Version=2016-11-15&MaxResults=4", 400, "InvalidParameterValue")]
    [InlineData("Action=DescribeInstances&Version=1999-01-01", 400, "NoSuchVersion")]
    [InlineData("Action=DescribeInstances&Version=latest", 400, "NoSuchVersion")]
    [InlineData("Action=DescribeTags&Version=1999-01-01", 400, "InvalidAction")]
    [InlineData(
        "Action=PutScalingPolicy&AutoScalingGroupName=g&PolicyName=p&PolicyType=TargetTrackingScaling&TargetTrackingConfiguration.PredefinedMetricSpecification.PredefinedMetricType=ASGAverageCPUUtilization&TargetTrackingConfiguration.TargetValue=0",
        400,
        "ValidationError"
    )]
    [InlineData(
        "Action=CreateLaunchConfiguration&LaunchConfigurationName=other&ImageId=image&InstanceType=m1.small&SpotPrice=abc",
        400,
        "ValidationError"
    )]
    [InlineData("Action=RunInstances&Version=2011-01-01", 400, "InvalidAction")]
    [InlineData("Action=SetDesiredCapacity&Version=2016-11-15", 400, "InvalidAction")]
    [InlineData("Action=TerminateInstances&Version=2016-11-15", 400, "InvalidParameterCombination")]
    [InlineData("Action=TerminateInstances&Version=2016-11-15&InstanceId.1=i-0", 400, "InvalidInstanceID.NotFound")]
    [InlineData("Action=TerminateInstances&Version=2016-11-15&InstanceId.1=web", 400, "InvalidInstanceID.Malformed")]
    [InlineData("Action=CreateTags&Version=2016-11-15&ResourceId.1=i-0&Tag.1.Key=a", 400, "InvalidInstanceID.NotFound")]
    [InlineData("Action=CreateTags&Version=2016-11-15&ResourceId.1=web&Tag.1.Key=a", 400, "InvalidID")]
    [InlineData("Action=CreateTags&Version=2016-11-15&Tag.1.Key=a", 400, "MissingParameter")]
    [InlineData("Action=DescribeInstances&Version=2016-11-15&InstanceId.1=i-0&MaxResults=5", 400, "InvalidParameterCombination")]
    [InlineData(
        "Action=RunInstances&Version=2016-11-15&ImageId=image&MinCount=1&MaxCount=1&SubnetId=subnet-0",
        400,
        "InvalidSubnetID.NotFound"
    )]
    [InlineData("Action=CreateLaunchConfiguration&LaunchConfigurationName=other&InstanceId=i-0", 400, "ValidationError")]
    [InlineData("Action=DescribeTags&Version=2016-11-15&Filter.1.Name=colour&Filter.1.Value.1=red", 400, "InvalidParameterValue")]
    [InlineData("Action=DescribeInstances&Version=2016-11-15&Filter.1.Name=colour&Filter.1.Value.1=red", 400, "InvalidParameterValue")]
    public async Task An_invalid_request_is_rejected_with_the_error_code_of_the_API(string query, int status, string code)
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync();
        await test.CallAsync(Launch);
        await test.CallAsync(Group + "g");

        (int Status, string? Code) fault = await test.FaultAsync(query);

        fault.ShouldBe((status, code));
    }

    // Verified against AWS by moto (its test test_update_unknown_group).
    [Fact]
    public async Task An_update_of_a_missing_group_returns_the_error_message_of_AWS()
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync();

        (_, XElement document) = await test.CallAsync("Action=UpdateAutoScalingGroup&AutoScalingGroupName=none&MinSize=1");

        document.First("Message").ShouldBe("AutoScalingGroup name not found - null");
    }

    [Theory]
    [InlineData(0, 200, null)]
    [InlineData(14, 200, null)]
    [InlineData(-14, 200, null)]
    [InlineData(16, 400, "RequestExpired")]
    [InlineData(-16, 400, "RequestExpired")]
    public async Task A_signature_is_valid_within_15_minutes_of_its_timestamp(int minutes, int status, string? code)
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync(Strict);

        (int Status, string? Code) fault = TestEndpoint.FaultOf(
            await test.AskAsync(
                TestEndpoint.Signed(TimeProvider.System.GetUtcNow().AddMinutes(minutes), TestEndpoint.Key, "Action=DescribeTags")
            )
        );

        fault.ShouldBe((status, code));
    }

    // AWS: "Signature not yet current: 20111116T200123Z is still later than 20111116T195903Z (20111116T194403Z + 15 min.)".
    [Fact]
    public async Task A_signature_with_a_future_timestamp_is_rejected_as_not_yet_current()
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync(Strict);
        DateTimeOffset signed = TimeProvider.System.GetUtcNow().AddMinutes(17);

        (_, XElement reply) = await test.AskAsync(TestEndpoint.Signed(signed, TestEndpoint.Key, "Action=DescribeTags"));

        reply
            .Descendants()
            .Single(element => element.Name.LocalName == "Message")
            .Value.ShouldMatch(
                $@"^Signature not yet current: {signed:yyyyMMddTHHmmss}Z is still later than \d{{8}}T\d{{6}}Z \(\d{{8}}T\d{{6}}Z \+ 15 min\.\)$"
            );
    }

    [Theory]
    [InlineData("Action=DescribeTags&Action=DescribeAutoScalingGroups", "Action")]
    [InlineData("Action=DescribeTags&MaxRecords=1&MaxRecords=1", "MaxRecords")]
    [InlineData("Action=DescribeTags&MaxRecords=1&Max%52ecords=2", "MaxRecords")]
    [InlineData("Action=DescribeInstances&Version=2016-11-15&Version=2016-11-15", "Version")]
    public async Task A_duplicate_parameter_is_rejected_by_name(string query, string name)
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync();

        (int status, XElement reply) = await test.CallAsync(query);

        status.ShouldBe(404);
        reply.Descendants().Single(element => element.Name.LocalName == "Code").Value.ShouldBe("MalformedQueryString");
        reply.Descendants().Single(element => element.Name.LocalName == "Message").Value.ShouldContain($"'{name}' is given more than once");
    }

    [Fact]
    public async Task A_request_with_a_missing_or_invalid_signature_changes_nothing()
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync(Strict);
        DateTimeOffset now = TimeProvider.System.GetUtcNow();

        (int Status, string? Code) without = await test.FaultAsync(Launch);
        (int Status, string? Code) stranger = TestEndpoint.FaultOf(
            await test.AskAsync(TestEndpoint.Signed(now, new AccessKey("AKOTHER", "a secret"), Launch))
        );
        (int Status, string? Code) guess = TestEndpoint.FaultOf(
            await test.AskAsync(TestEndpoint.Signed(now, TestEndpoint.Key with { SecretAccessKey = "a guess" }, Launch))
        );
        (int Status, string? Code) forged = TestEndpoint.FaultOf(
            await test.AskAsync(TestEndpoint.Signed(now, TestEndpoint.Key, "Action=DescribeTags", Launch))
        );
        (_, XElement launches) = await test.AskAsync(TestEndpoint.Signed(now, TestEndpoint.Key, "Action=DescribeLaunchConfigurations"));

        without.ShouldBe((403, "MissingAuthenticationToken"));
        stranger.ShouldBe((403, "InvalidClientTokenId"));
        guess.ShouldBe((403, "SignatureDoesNotMatch"));
        forged.ShouldBe((403, "SignatureDoesNotMatch"));
        launches.Descendants().ShouldNotContain(element => element.Name.LocalName == "member");
    }

    [Fact]
    public async Task A_request_above_MaxRequestBytes_is_rejected()
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync(
            new AutoScalingEndpointOptions { SignatureValidation = SignatureValidation.Off, MaxRequestBytes = 100 }
        );

        (int Status, string? Code) fault = TestEndpoint.FaultOf(
            await test.AskAsync(new QueryRequest("POST", "/", "", [], Encoding.UTF8.GetBytes(Launch + new string('x', 100))))
        );

        fault.ShouldBe((413, "RequestEntityTooLarge"));
    }

    [Fact]
    public async Task Pages_contain_each_item_once_sorted_by_name()
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync();
        await test.CallAsync(Launch);
        string[] names = [.. Enumerable.Range(10, 7).Select(number => $"g{number}")];
        foreach (string name in names.Reverse())
        {
            await test.CallAsync(Group + name);
        }

        List<string> seen = [];
        string? token = "";
        while (token is not null)
        {
            (_, XElement page) = await test.CallAsync(
                $"Action=DescribeAutoScalingGroups&MaxRecords=3{(token.Length > 0 ? $"&NextToken={Uri.EscapeDataString(token)}" : "")}"
            );
            seen.AddRange(
                page.Descendants().Where(element => element.Name.LocalName == "AutoScalingGroupName").Select(element => element.Value)
            );
            token = page.Descendants().FirstOrDefault(element => element.Name.LocalName == "NextToken")?.Value;
        }

        seen.ShouldBe(names);
    }

    [Fact]
    public async Task A_group_stored_in_a_folder_survives_a_restart()
    {
        string folder = Directory.CreateTempSubdirectory("endpoint").FullName;
        await using (TestEndpoint before = await TestEndpoint.OpenAsync(folder: folder))
        {
            await before.CallAsync(Launch);
            await before.CallAsync(Group + "g&DesiredCapacity=2&Tags.member.1.Key=k&Tags.member.1.Value=v");
        }

        await using TestEndpoint after = await TestEndpoint.OpenAsync(folder: folder);
        (_, XElement groups) = await after.CallAsync("Action=DescribeAutoScalingGroups");
        Directory.Delete(folder, recursive: true);

        groups.Descendants().Single(element => element.Name.LocalName == "DesiredCapacity").Value.ShouldBe("2");
        groups.Descendants().Single(element => element.Name.LocalName == "Key").Value.ShouldBe("k");
        groups.Descendants().Count(element => element.Name.LocalName == "InstanceId").ShouldBe(2);
    }

    [Fact]
    public async Task Arbitrary_input_returns_a_client_error_and_creates_no_group()
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync();
        Arbitrary<string> texts = ArbMap.Default.ArbFor<string>();

        Prop.ForAll(texts, texts, (query, body) =>
            {
                (int status, XElement document) = test.AskAsync(
                        new QueryRequest("POST", "/", query ?? "", [], Encoding.UTF8.GetBytes(body ?? ""))
                    )
                    .GetAwaiter()
                    .GetResult();
                return status is >= 400 and < 500 && document.Descendants().Any(element => element.Name.LocalName == "Code");
            })
            .QuickCheckThrowOnFailure();
        (_, XElement groups) = await test.CallAsync("Action=DescribeAutoScalingGroups");

        groups.Descendants().ShouldNotContain(element => element.Name.LocalName == "member");
    }

    [Fact]
    public async Task A_name_with_special_characters_is_returned_unchanged()
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync();
        const string Name = "a <b> & \"c\" 'd' \t ü 漢 😀";

        await test.CallAsync(Launch.Replace("=lc", $"={Uri.EscapeDataString(Name)}", StringComparison.Ordinal));
        (_, XElement launches) = await test.CallAsync("Action=DescribeLaunchConfigurations");

        launches.Descendants().Single(element => element.Name.LocalName == "LaunchConfigurationName").Value.ShouldBe(Name);
    }
}
