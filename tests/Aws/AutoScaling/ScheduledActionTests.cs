namespace AutoScaling.Tests;

/// <summary>Scheduled actions. Sources: AutoScaling API reference, PutScheduledUpdateGroupAction; crontab(5).</summary>
public class ScheduledActionTests
{
    private const string Launch = "Action=CreateLaunchConfiguration&LaunchConfigurationName=lc&ImageId=image&InstanceType=m1.small";
    private const string Group =
        "Action=CreateAutoScalingGroup&LaunchConfigurationName=lc&AvailabilityZones.member.1=a&MinSize=0&MaxSize=4&AutoScalingGroupName=g";
    private const string Put = "Action=PutScheduledUpdateGroupAction&AutoScalingGroupName=g&ScheduledActionName=s";

    // Expected times were computed by hand from the calendar. Daylight saving time in Berlin starts on 2026-03-29 at
    // 02:00 and ends on 2026-10-25 at 03:00.
    [Theory]
    [InlineData("0 9 * * 1-5", "UTC", "2026-01-02T09:00:00Z", "2026-01-05T09:00:00Z")]
    [InlineData("*/15 * * * *", "UTC", "2026-01-02T09:07:30Z", "2026-01-02T09:15:00Z")]
    [InlineData("0 0 1 jan,JUL *", "UTC", "2026-01-01T00:00:00Z", "2026-07-01T00:00:00Z")]
    [InlineData("0 12 13 * fri", "UTC", "2026-01-03T00:00:00Z", "2026-01-09T12:00:00Z")]
    [InlineData("0 12 13 * fri", "UTC", "2026-01-10T00:00:00Z", "2026-01-13T12:00:00Z")]
    [InlineData("30 23 * * 7", "UTC", "2026-01-02T00:00:00Z", "2026-01-04T23:30:00Z")]
    [InlineData("0 0 29 2 *", "UTC", "2026-01-01T00:00:00Z", "2028-02-29T00:00:00Z")]
    [InlineData("0 9 * * *", "Europe/Berlin", "2026-01-02T00:00:00Z", "2026-01-02T08:00:00Z")]
    [InlineData("0 9 * * *", "Europe/Berlin", "2026-07-02T00:00:00Z", "2026-07-02T07:00:00Z")]
    [InlineData("30 2 * * *", "Europe/Berlin", "2026-03-28T12:00:00Z", "2026-03-30T00:30:00Z")]
    [InlineData("30 2 * * *", "Europe/Berlin", "2026-10-24T12:00:00Z", "2026-10-25T00:30:00Z")]
    [InlineData("*/30 2 * * *", "Europe/Berlin", "2026-10-25T00:30:00Z", "2026-10-26T01:00:00Z")]
    [InlineData("5/20 3 * * *", "UTC", "2026-01-02T03:06:00Z", "2026-01-02T03:25:00Z")]
    [InlineData("0 0 * MAR-may Mon-FRI", "UTC", "2026-01-02T00:00:00Z", "2026-03-02T00:00:00Z")]
    [InlineData(" 0\t6  * * 5-7 ", "UTC", "2026-01-05T00:00:00Z", "2026-01-09T06:00:00Z")]
    public void A_cron_expression_returns_the_next_occurrence_in_its_time_zone(string expression, string zone, string after, string next)
    {
        DateTimeOffset? found = Recurrence.TryRead(expression)!.Next(At(after), TimeZoneInfo.FindSystemTimeZoneById(zone));

        found.ShouldBe(At(next));
    }

    [Fact]
    public void A_cron_expression_for_an_impossible_date_has_no_next_occurrence() =>
        Recurrence.TryRead("0 0 31 2 *")!.Next(At("2026-01-01T00:00:00Z"), TimeZoneInfo.Utc).ShouldBeNull();

    [Theory]
    [InlineData("")]
    [InlineData("* * * *")]
    [InlineData("* * * * * *")]
    [InlineData("60 * * * *")]
    [InlineData("* 24 * * *")]
    [InlineData("* * 0 * *")]
    [InlineData("* * * 13 *")]
    [InlineData("* * * * 8")]
    [InlineData("*/0 * * * *")]
    [InlineData("5-1 * * * *")]
    [InlineData("* * * * fri-mon")]
    [InlineData("@daily")]
    [InlineData("0 0 L * *")]
    [InlineData("0 0 15W * *")]
    [InlineData("0 0 * * mon#2")]
    [InlineData("0 0 * * monday")]
    [InlineData("1,,2 * * * *")]
    [InlineData("jan * * * *")]
    [InlineData("* * * mon *")]
    [InlineData("? * * * *")]
    [InlineData("1/2/3 * * * *")]
    public void An_invalid_cron_expression_is_not_parsed(string expression) => Recurrence.TryRead(expression).ShouldBeNull();

    [Theory]
    [InlineData(Put + "&MinSize=1", "Either StartTime or Recurrence")]
    [InlineData(Put + "&Recurrence=0 9 * * *", "At least one of MinSize")]
    [InlineData(Put + "&MinSize=1&StartTime=2020-01-01T00:00:00Z", "start time is in the past")]
    [InlineData(Put + "&MinSize=1&StartTime=2030-01-01T00:00:00Z&EndTime=2029-01-01T00:00:00Z", "start time is after end time")]
    [InlineData(Put + "&MinSize=1&Recurrence=0 9 * * *&EndTime=2020-01-01T00:00:00Z", "end time is in the past")]
    [InlineData(Put + "&DesiredCapacity=1&MinSize=2&Recurrence=0 9 * * *", "below min size")]
    [InlineData(Put + "&DesiredCapacity=3&MaxSize=2&Recurrence=0 9 * * *", "above max size")]
    [InlineData(Put + "&MinSize=1&Recurrence=often", "recurrence string")]
    [InlineData(Put + "&MinSize=1&Recurrence=0 9 * * *&TimeZone=Mars/Olympus", "time zone")]
    [InlineData(Put + "&MinSize=3&MaxSize=2&Recurrence=0 9 * * *", "above max size")]
    [InlineData(Put + "&MinSize=1&StartTime=soon", "timestamp")]
    [InlineData("Action=DeleteScheduledAction&AutoScalingGroupName=g&ScheduledActionName=none", "Scheduled action name not found")]
    [InlineData(
        "Action=PutScheduledUpdateGroupAction&AutoScalingGroupName=none&ScheduledActionName=s&MinSize=1&Recurrence=0 9 * * *",
        "not found"
    )]
    public async Task An_invalid_scheduled_action_is_rejected_with_the_reason(string query, string reason)
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync();
        await test.DoAsync(Launch, Group);

        (int status, XElement reply) = await test.CallAsync(query.Replace(" ", "%20", StringComparison.Ordinal));

        (status, reply.First("Code")).ShouldBe((400, "ValidationError"));
        reply.First("Message")!.ShouldContain(reason);
    }

    // User guide, "Scheduled scaling": "A scheduled action must have a unique time value. If you attempt to schedule an
    // activity at a time when another scaling activity is already scheduled, the call is rejected and returns an error
    // that indicates that a scheduled action with this scheduled start time already exists." API reference: AlreadyExists.
    [Theory]
    [InlineData("g", "t", "&StartTime=2030-01-01T09:00:00Z", 400)]
    [InlineData("g", "t", "&StartTime=2030-01-01T10:00:00%2B01:00", 400)]
    [InlineData("g", "t", "&Time=2030-01-01T09:00:00Z", 400)]
    [InlineData("g", "t", "&StartTime=2030-01-01T09:00:00Z&Recurrence=0%209%20*%20*%20*", 400)]
    [InlineData("g", "t", "&StartTime=2030-01-01T09:01:00Z", 200)]
    [InlineData("g", "t", "&Recurrence=0%209%20*%20*%20*", 200)]
    [InlineData("g", "s", "&StartTime=2030-01-01T09:00:00Z", 200)]
    [InlineData("h", "t", "&StartTime=2030-01-01T09:00:00Z", 200)]
    public async Task Two_scheduled_actions_of_a_group_have_different_start_times(string group, string name, string time, int status)
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync();
        await test.DoAsync(
            Launch,
            Group,
            Group.Replace("=g", "=h", StringComparison.Ordinal),
            Put + "&MinSize=1&StartTime=2030-01-01T09:00:00Z"
        );

        (int Status, string? Code) reply = await test.FaultAsync(
            $"Action=PutScheduledUpdateGroupAction&AutoScalingGroupName={group}&ScheduledActionName={name}&MinSize=2{time}"
        );

        reply.ShouldBe((status, status == 200 ? null : "AlreadyExists"));
    }

    [Fact]
    public async Task A_batch_reports_its_second_action_with_the_same_start_time()
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync();
        const string Member = "&ScheduledUpdateGroupActions.member.";
        await test.DoAsync(Launch, Group);

        (_, XElement put) = await test.CallAsync(
            "Action=BatchPutScheduledUpdateGroupAction&AutoScalingGroupName=g"
                + $"{Member}1.ScheduledActionName=a{Member}1.MinSize=1{Member}1.StartTime=2030-01-01T09:00:00Z{Member}2.ScheduledActionName=b{Member}2.MinSize=1{Member}2.StartTime=2030-01-01T09:00:00Z"
        );
        (_, XElement there) = await test.CallAsync("Action=DescribeScheduledActions&AutoScalingGroupName=g");

        put.Items("FailedScheduledUpdateGroupActions").Single().First("ErrorCode").ShouldBe("AlreadyExists");
        there.Values("ScheduledActionName").ShouldBe(["a"]);
    }

    [Fact]
    public async Task A_one_time_action_runs_at_its_start_time_and_is_then_deleted()
    {
        HandClock clock = new();
        await using TestEndpoint test = await TestEndpoint.OpenAsync(Open(clock));
        await test.DoAsync(Launch, Group, Put + "&DesiredCapacity=2&MinSize=1&MaxSize=3&StartTime=2026-01-02T04:00:00Z");
        (_, XElement before) = await test.CallAsync("Action=DescribeAutoScalingGroups");

        clock.Now = At("2026-01-02T04:00:01Z");
        await test.InServiceAsync(2);
        (_, XElement after) = await test.CallAsync("Action=DescribeAutoScalingGroups");
        (_, XElement left) = await test.CallAsync("Action=DescribeScheduledActions");
        (_, XElement activities) = await test.CallAsync("Action=DescribeScalingActivities");

        before.First("DesiredCapacity").ShouldBe("0");
        (after.First("MinSize"), after.First("MaxSize"), after.First("DesiredCapacity")).ShouldBe(("1", "3", "2"));
        left.Items("ScheduledUpdateGroupActions").ShouldBeEmpty();
        activities.First("Cause")!.ShouldContain("scheduled action s");
    }

    [Fact]
    public async Task A_recurring_action_runs_repeatedly_until_its_end_time()
    {
        HandClock clock = new();
        await using TestEndpoint test = await TestEndpoint.OpenAsync(Open(clock));
        await test.DoAsync(
            Launch,
            Group,
            Put + "&DesiredCapacity=1&Recurrence=0%209%20*%20*%20*&EndTime=2026-01-04T00:00:00Z&TimeZone=Europe/Berlin"
        );

        clock.Now = At("2026-01-02T08:00:00Z");
        await test.InServiceAsync(1);
        await test.DoAsync("Action=SetDesiredCapacity&AutoScalingGroupName=g&DesiredCapacity=0");
        await test.InServiceAsync(0);
        (_, XElement between) = await test.CallAsync("Action=DescribeScheduledActions");
        clock.Now = At("2026-01-03T08:00:00Z");
        await test.InServiceAsync(1);
        (_, XElement left) = await test.CallAsync("Action=DescribeScheduledActions");

        between.First("StartTime").ShouldBe("2026-01-03T08:00:00.000Z");
        left.Items("ScheduledUpdateGroupActions").ShouldBeEmpty();
    }

    [Fact]
    public async Task Scheduled_actions_have_no_effect_while_they_are_suspended()
    {
        HandClock clock = new();
        await using TestEndpoint test = await TestEndpoint.OpenAsync(Open(clock));
        await test.DoAsync(
            Launch,
            Group,
            Put + "&DesiredCapacity=2&StartTime=2026-01-02T04:00:00Z",
            Put.Replace("=s", "=later", StringComparison.Ordinal) + "&DesiredCapacity=1&StartTime=2026-01-02T05:00:00Z",
            "Action=SuspendProcesses&AutoScalingGroupName=g&ScalingProcesses.member.1=ScheduledActions"
        );

        clock.Now = At("2026-01-02T04:30:00Z");
        await test.UntilAsync("Action=DescribeScheduledActions", reply => reply.Items("ScheduledUpdateGroupActions").Length == 1);
        (_, XElement passed) = await test.CallAsync("Action=DescribeAutoScalingGroups");
        await test.DoAsync("Action=ResumeProcesses&AutoScalingGroupName=g");
        clock.Now = At("2026-01-02T05:00:00Z");
        await test.InServiceAsync(1);

        passed.First("DesiredCapacity").ShouldBe("0");
    }

    [Fact]
    public async Task A_batch_applies_its_valid_entries_and_reports_the_failed_ones()
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync();
        const string Member = "&ScheduledUpdateGroupActions.member.";
        await test.DoAsync(Launch, Group);

        (_, XElement put) = await test.CallAsync(
            "Action=BatchPutScheduledUpdateGroupAction&AutoScalingGroupName=g"
                + $"{Member}1.ScheduledActionName=a{Member}1.MinSize=1{Member}1.Recurrence=0%209%20*%20*%20*{Member}2.ScheduledActionName=b{Member}2.MinSize=1"
        );
        (_, XElement there) = await test.CallAsync("Action=DescribeScheduledActions&AutoScalingGroupName=g");
        (_, XElement deleted) = await test.CallAsync(
            "Action=BatchDeleteScheduledAction&AutoScalingGroupName=g&ScheduledActionNames.member.1=a&ScheduledActionNames.member.2=c"
        );
        (_, XElement left) = await test.CallAsync("Action=DescribeScheduledActions");

        put.Items("FailedScheduledUpdateGroupActions").Single().First("ScheduledActionName").ShouldBe("b");
        there.Values("ScheduledActionName").ShouldBe(["a"]);
        deleted.Items("FailedScheduledActions").Single().First("ErrorMessage").ShouldBe("Scheduled action name not found");
        left.Items("ScheduledUpdateGroupActions").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_scheduled_action_stored_in_a_folder_runs_after_a_restart()
    {
        HandClock clock = new();
        string folder = Directory.CreateTempSubdirectory("schedule").FullName;
        await using (TestEndpoint before = await TestEndpoint.OpenAsync(Open(clock), folder))
        {
            await before.DoAsync(Launch, Group, Put + "&DesiredCapacity=1&StartTime=2026-01-02T04:00:00Z");
        }

        clock.Now = At("2026-01-02T04:10:00Z");
        await using TestEndpoint after = await TestEndpoint.OpenAsync(Open(clock), folder);
        await after.InServiceAsync(1);
        Directory.Delete(folder, recursive: true);
    }

    private static AutoScalingEndpointOptions Open(HandClock clock) =>
        new()
        {
            SignatureValidation = SignatureValidation.Off,
            Clock = clock,
            PollInterval = TimeSpan.FromMilliseconds(100),
        };

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
