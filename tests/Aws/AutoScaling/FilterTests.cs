using Scalewright.Providers.AutoScaling.Filters;

namespace AutoScaling.Tests;

public class FilterTests
{
    private const string Ec2 = "&Version=2016-11-15";
    private const string Launch = "Action=CreateLaunchConfiguration&LaunchConfigurationName=lc&ImageId=image&InstanceType=m1.small";

    // Examples of the EC2 user guide, "List and filter using the CLI and API": database, *database*, database? and
    // \*amazon\?\\.
    [Theory]
    [InlineData("database", "database", true)]
    [InlineData("database", "Database", false)]
    [InlineData("database", "databases", false)]
    [InlineData("*database*", "my database is here", true)]
    [InlineData("database?", "database", true)]
    [InlineData("database?", "databases", true)]
    [InlineData("database?", "database22", false)]
    [InlineData("database????", "database1234", true)]
    [InlineData("database????", "database12345", false)]
    [InlineData(@"\*amazon\?\\", @"*amazon?\", true)]
    [InlineData(@"\*amazon\?\\", @"xamazon?\", false)]
    [InlineData("*", "", true)]
    [InlineData("", "", true)]
    [InlineData("", "a", false)]
    [InlineData("a*b*c", "aXbYbZc", true)]
    [InlineData("a*b*c", "aXbYbZ", false)]
    [InlineData("a?c*", "ac", true)]
    [InlineData(@"end\", @"end\", true)]
    public void A_filter_value_matches_as_the_EC2_user_guide_specifies(string value, string text, bool matches) =>
        new Wildcard(value).IsMatch(text).ShouldBe(matches);

    [Fact]
    public void A_filter_value_with_many_wildcards_is_matched_without_exponential_backtracking()
    {
        string text = new('a', 255);

        // Exponential backtracking would not finish.
        new Wildcard(string.Concat(Enumerable.Repeat("a*", 100)) + "b").IsMatch(text).ShouldBeFalse();
    }

    [Theory]
    [InlineData("tag:env", "prod", "g1")]
    [InlineData("tag:env", "p*", "g1")]
    [InlineData("tag:env", "d?v", "g2")]
    [InlineData("tag:env", "none", "")]
    [InlineData("tag-key", "env", "g1 g2")]
    [InlineData("tag-key", "o*", "g1")]
    [InlineData("tag-value", "dev", "g2")]
    [InlineData("tag:none", "*", "")]
    public async Task Groups_are_found_by_their_tags(string filter, string value, string found)
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync();
        await test.DoAsync(Launch, GroupOf("g1", "env=prod", "owner=a"), GroupOf("g2", "env=dev"), GroupOf("g3"));

        (_, XElement groups) = await test.CallAsync(
            $"Action=DescribeAutoScalingGroups&Filters.member.1.Name={filter}&Filters.member.1.Values.member.1={Uri.EscapeDataString(value)}"
        );

        string.Join(' ', groups.Items("AutoScalingGroups").Select(group => group.Text("AutoScalingGroupName"))).ShouldBe(found);
    }

    [Fact]
    public async Task A_group_must_match_every_filter_by_at_least_one_of_its_values()
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync();
        await test.DoAsync(
            Launch,
            GroupOf("g1", "env=prod", "owner=a"),
            GroupOf("g2", "env=dev", "owner=a"),
            GroupOf("g3", "env=dev", "owner=b")
        );

        (_, XElement groups) = await test.CallAsync(
            "Action=DescribeAutoScalingGroups&Filters.member.1.Name=tag:env&Filters.member.1.Values.member.1=prod&Filters.member.1.Values.member.2=dev"
                + "&Filters.member.2.Name=tag:owner&Filters.member.2.Values.member.1=a"
        );

        groups.Items("AutoScalingGroups").Select(group => group.Text("AutoScalingGroupName")).ShouldBe(["g1", "g2"]);
    }

    [Theory]
    [InlineData("true", 1)]
    [InlineData("True", 1)]
    [InlineData("FALSE", 2)]
    public async Task A_boolean_filter_value_ignores_letter_case(string value, int found)
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync();
        await test.DoAsync(
            Launch,
            GroupOf("g1", "env=prod", "owner=a"),
            GroupOf("g2") + "&Tags.member.1.Key=k&Tags.member.1.Value=v&Tags.member.1.PropagateAtLaunch=true"
        );

        (_, XElement tags) = await test.CallAsync(
            $"Action=DescribeTags&Filters.member.1.Name=propagate-at-launch&Filters.member.1.Values.member.1={value}"
        );

        tags.Items("Tags").Length.ShouldBe(found);
    }

    [Theory]
    [InlineData("tag:name", "web-*", 2)]
    [InlineData("tag:name", "web-?", 1)]
    [InlineData("tag-key", "na*", 3)]
    [InlineData("tag-value", "db", 1)]
    [InlineData("instance-type", "m1.*", 3)]
    [InlineData("instance-type", "m2*", 0)]
    [InlineData("dns-name", "ec2-198-18-*", 3)]
    [InlineData("private-dns-name", "ip-10-*.ec2.internal", 3)]
    [InlineData("launch-index", "0", 3)]
    [InlineData("owner-id", "000000000000", 3)]
    public async Task Instances_are_filtered_by_their_tags_and_attributes(string filter, string value, int found)
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync();
        await test.DoAsync(RunOf("web-1"), RunOf("web-22"), RunOf("db"));

        (int status, XElement document) = await test.CallAsync(
            $"Action=DescribeInstances&Filter.1.Name={filter}&Filter.1.Value.1={Uri.EscapeDataString(value)}{Ec2}"
        );

        status.ShouldBe(200, document.ToString());
        document.Items("instancesSet").Length.ShouldBe(found);
    }

    [Theory]
    [InlineData("key", "na?e", 3)]
    [InlineData("value", "web-*", 2)]
    [InlineData("tag:name", "db", 1)]
    [InlineData("resource-id", "i-*", 3)]
    [InlineData("resource-type", "instance", 3)]
    public async Task Tags_of_instances_are_filtered_by_key_value_and_resource(string filter, string value, int found)
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync();
        await test.DoAsync(RunOf("web-1"), RunOf("web-22"), RunOf("db"));

        (_, XElement document) = await test.CallAsync(
            $"Action=DescribeTags&Filter.1.Name={filter}&Filter.1.Value.1={Uri.EscapeDataString(value)}{Ec2}"
        );

        document.Items("tagSet").Length.ShouldBe(found);
    }

    [Fact]
    public async Task Launch_templates_and_security_groups_support_tags()
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync();
        (_, XElement template) = await test.CallAsync(
            "Action=CreateLaunchTemplate&LaunchTemplateName=web&LaunchTemplateData.ImageId=image" + Ec2
        );
        (_, XElement group) = await test.CallAsync("Action=CreateSecurityGroup&GroupName=g&GroupDescription=d" + Ec2);
        (string first, string second) = (template.First("launchTemplateId")!, group.First("groupId")!);

        await test.DoAsync($"Action=CreateTags&ResourceId.1={first}&ResourceId.2={second}&Tag.1.Key=env&Tag.1.Value=prod" + Ec2);
        (_, XElement tags) = await test.CallAsync("Action=DescribeTags" + Ec2);
        (_, XElement found) = await test.CallAsync("Action=DescribeLaunchTemplates&Filter.1.Name=tag:env&Filter.1.Value.1=prod" + Ec2);
        await test.DoAsync($"Action=DeleteTags&ResourceId.1={second}" + Ec2);
        (_, XElement left) = await test.CallAsync("Action=DescribeTags&Filter.1.Name=key&Filter.1.Value.1=env" + Ec2);

        tags.Items("tagSet")
            .Select(tag => (tag.First("resourceId"), tag.First("resourceType")))
            .ShouldBe([(first, "launch-template"), (second, "security-group")], ignoreOrder: true);
        found.Values("launchTemplateName").ShouldBe(["web"]);
        left.Values("resourceId").ShouldBe([first]);
    }

    [Theory]
    [InlineData("lt-0", "InvalidLaunchTemplateId.NotFound")]
    [InlineData("sg-0", "InvalidGroup.NotFound")]
    [InlineData("i-0", "InvalidInstanceID.NotFound")]
    [InlineData("vol-0", "InvalidID")]
    [InlineData("snap-0", "InvalidID")]
    public async Task Tags_of_missing_or_unsupported_resources_are_rejected(string id, string code)
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync();

        (await test.FaultAsync($"Action=CreateTags&ResourceId.1={id}&Tag.1.Key=k" + Ec2)).ShouldBe((400, code));
    }

    [Fact]
    public async Task An_instance_without_tags_is_described_without_a_tag_set()
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync();
        await test.DoAsync("Action=RunInstances&ImageId=image&MinCount=1&MaxCount=1" + Ec2);

        (await test.InstancesAsync()).Single().All("tagSet").ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Action=DescribeAutoScalingGroups&Filters.member.1.Name=colour&Filters.member.1.Values.member.1=red", "ValidationError")]
    [InlineData("Action=DescribeInstances&Filter.1.Name=colour&Filter.1.Value.1=red" + Ec2, "InvalidParameterValue")]
    public async Task An_unknown_filter_is_rejected_by_name(string query, string code)
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync();

        (int status, XElement document) = await test.CallAsync(query);

        status.ShouldBe(400);
        document.Values("Code").ShouldBe([code]);
        document.Values("Message").Single().ShouldContain("colour");
    }

    [Fact]
    public async Task More_filters_than_AWS_allows_are_rejected()
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync();
        string query =
            "Action=DescribeInstances"
            + Ec2
            + string.Concat(Enumerable.Range(1, 51).Select(number => $"&Filter.{number}.Name=image-id&Filter.{number}.Value.1=a"));

        (await test.FaultAsync(query)).ShouldBe((400, "FilterLimitExceeded"));
    }

    private static string GroupOf(string name, params string[] tags) =>
        $"Action=CreateAutoScalingGroup&LaunchConfigurationName=lc&AvailabilityZones.member.1=a&MinSize=0&MaxSize=4&AutoScalingGroupName={name}"
        + string.Concat(
            tags.Select(
                (tag, index) => $"&Tags.member.{index + 1}.Key={tag.Split('=')[0]}&Tags.member.{index + 1}.Value={tag.Split('=')[1]}"
            )
        );

    private static string RunOf(string name) =>
        $"Action=RunInstances&ImageId=image&InstanceType=m1.small&MinCount=1&MaxCount=1&TagSpecification.1.ResourceType=instance&TagSpecification.1.Tag.1.Key=name&TagSpecification.1.Tag.1.Value={name}{Ec2}";
}
