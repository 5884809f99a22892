namespace AutoScaling.Tests;

/// <summary>
/// Metric math of target tracking. Sources: Amazon CloudWatch User Guide, "Using metric math"; AutoScaling API
/// reference, TargetTrackingMetricDataQuery. Three data points above the target trigger a scale-out to
/// ceil(size * value / target).
/// </summary>
public class MetricMathTests
{
    private const string PutPolicy =
        "Action=PutScalingPolicy&AutoScalingGroupName=g&PolicyName=p"
        + "&PolicyType=TargetTrackingScaling&TargetTrackingConfiguration.TargetValue=10";

    private const string MetricsPrefix = "&TargetTrackingConfiguration.CustomizedMetricSpecification.Metrics.member.";

    // Metrics: namespace, name, and optionally a dimension.
    private const string Queue = "Shop Queue Name=orders";
    private const string Servers = "Shop Servers";

    private readonly HandClock _clock = new();

    [Theory]
    [InlineData("1 + 2 * 3", 7)]
    [InlineData("(1 + 2) * 3", 9)]
    [InlineData("8 - 2 - 1", 5)]
    [InlineData("8 / 4 / 2", 1)]
    [InlineData("2 ^ 3 ^ 2", 512)]
    [InlineData("-2 ^ 2", -4)]
    [InlineData("2 ^ -1", 0.5)]
    [InlineData("--2", 2)]
    [InlineData(" a/b ", 2.5)]
    [InlineData("a_1 * .5", 3.5)]
    [InlineData("SUM([a, b, 3])", 17)]
    [InlineData("AVG([a, b])", 7)]
    [InlineData("MIN([a, b])", 4)]
    [InlineData("MAX(METRICS())", 10)]
    [InlineData("SUM(METRICS(\"a\")) / 2", 8.5)]
    [InlineData("a / 0", double.PositiveInfinity)]
    public void An_expression_is_evaluated_by_the_rules_of_arithmetic(string text, double value)
    {
        Dictionary<string, double> values = new(StringComparer.Ordinal)
        {
            ["a"] = 10,
            ["b"] = 4,
            ["a_1"] = 7,
        };

        MetricExpression.Read(text, [.. values.Keys]).Evaluate(name => values[name]).ShouldBe(value);
    }

    [Theory]
    [InlineData("", "ends")]
    [InlineData("1 +", "ends")]
    [InlineData("1 2", "character 3")]
    [InlineData("(1", ")")]
    [InlineData("1.2.3", "1.2.3")]
    [InlineData("a > b", "'>' at character 3")]
    [InlineData("RATE(a)", "RATE")]
    [InlineData("SUM(a)", "needs past values")]
    [InlineData("SUM([])", "]")]
    [InlineData("SUM([a)", "]")]
    [InlineData("SUM(METRICS(\"x\"))", "no metric")]
    [InlineData("SUM(METRICS(\"a))", "ends")]
    public void An_invalid_expression_is_rejected_with_its_invalid_part(string text, string part)
    {
        FormatException exception = Should.Throw<FormatException>(() => MetricExpression.Read(text, ["a", "b"]));

        exception.Message.ShouldContain(part);
    }

    [Theory]
    [InlineData('(')]
    [InlineData('-')]
    [InlineData('^')]
    public void A_deeply_nested_expression_is_evaluated_or_rejected(char symbol)
    {
        string text = symbol == '^' ? string.Concat(Enumerable.Repeat("2^", 1000)) + "1" : new string(symbol, 2000) + "1";

        Should.NotThrow(() =>
        {
            try
            {
                _ = MetricExpression.Read(text, []).Evaluate(static _ => 0);
            }
            catch (FormatException)
            {
                // The expression is nested too deeply or not terminated.
            }
        });
    }

    [Fact]
    public async Task A_policy_evaluates_its_expression_only_when_all_its_metrics_are_reported()
    {
        await using TestEndpoint test = await OpenAsync();
        await test.DoAsync(
            PutPolicy + Metric(1, "queue", Queue) + Metric(2, "servers", Servers) + Expression(3, "load", "queue / servers")
        );
        List<int> sizes = [];

        for (int point = 0; point < 3; point++)
        {
            _clock.Now += TimeSpan.FromMinutes(1);
            sizes.Add(await test.Endpoint.PutMetricDataAsync("g", Queue, 100));
            sizes.Add(await test.Endpoint.PutMetricDataAsync("g", Servers, 5));
        }

        // 100 / 5 is twice the target of 10, so 2 instances become 4; the queue alone has no effect.
        sizes.ShouldBe([2, 2, 2, 2, 2, 4]);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(5, 6)]
    public async Task The_size_is_unchanged_when_an_expression_has_no_value(double servers, int minutes)
    {
        await using TestEndpoint test = await OpenAsync();
        await test.DoAsync(
            PutPolicy + Metric(1, "queue", Queue) + Metric(2, "servers", Servers) + Expression(3, "load", "queue / servers")
        );

        for (int point = 0; point < 5; point++)
        {
            _clock.Now += TimeSpan.FromMinutes(minutes);
            await test.Endpoint.PutMetricDataAsync("g", Queue, 100);
            _clock.Now += TimeSpan.FromMinutes(minutes);
            (await test.Endpoint.PutMetricDataAsync("g", Servers, servers)).ShouldBe(2);
        }
    }

    [Fact]
    public async Task Metric_math_is_described_unchanged_and_continues_after_a_restart()
    {
        string folder = Directory.CreateTempSubdirectory("math-").FullName;
        AutoScalingEndpointOptions options = new() { SignatureValidation = SignatureValidation.Off, Clock = _clock };
        await using TestEndpoint test = await TestEndpoint.OpenAsync(options, folder);
        await CreateGroupAsync(test);
        await test.DoAsync(PutPolicy + Metric(1, "queue", Queue) + Expression(2, "half", "queue * 0.5") + $"{MetricsPrefix}2.Label=Half");
        await ReportQueueAsync(test, 2);

        await test.RestartAsync(options, folder);
        (_, XElement policies) = await test.CallAsync("Action=DescribePolicies");
        int size = await ReportQueueAsync(test, 1);

        XElement[] metrics = policies.Items("Metrics");
        (
            metrics[0].Text("Id"),
            metrics[0].First("Stat"),
            metrics[0].First("MetricName"),
            metrics[0].First("Value"),
            metrics[0].Text("ReturnData")
        ).ShouldBe(("queue", "Average", "Queue", "orders", "false"));
        (metrics[1].Text("Expression"), metrics[1].Text("Label"), metrics[1].Text("ReturnData")).ShouldBe(("queue * 0.5", "Half", "true"));
        size.ShouldBe(4);
    }

    public static TheoryData<string, string> InvalidMetrics =>
        new()
        {
            { Metric(1, "a", Servers) + Metric(2, "b", Queue), "ReturnData" },
            { Metric(1, "a", Servers, "true") + Metric(2, "b", Queue, "true"), "ReturnData" },
            { Metric(1, "a", Servers) + Metric(2, "a", Queue, "true"), "each Id" },
            { Metric(1, "Total", Servers, "true"), "Total" },
            { Expression(1, "a", "b + 1"), "'b'" },
            { Expression(1, "a", "a + 1"), "refers to itself" },
            { Expression(1, "a", "1 + 1"), "must depend on a metric" },
            { Metric(1, "m", Servers) + Expression(2, "a", "RATE(m)"), "RATE" },
            { Metric(1, "m", Servers, "true") + $"{MetricsPrefix}1.Expression=1", "one of Expression and MetricStat" },
            { $"{MetricsPrefix}1.Id=a", "one of Expression and MetricStat" },
            { Metric(1, "m", Servers, "true", "p99"), "p99" },
        };

    [Theory]
    [MemberData(nameof(InvalidMetrics))]
    public async Task Invalid_metric_math_is_rejected_with_its_invalid_part(string metrics, string part)
    {
        await using TestEndpoint test = await OpenAsync();

        (int status, XElement document) = await test.CallAsync(PutPolicy + metrics);
        (_, XElement policies) = await test.CallAsync("Action=DescribePolicies");

        (status, document.First("Code")).ShouldBe((400, "ValidationError"));
        document.First("Message")!.ShouldContain(part);
        policies.Items("ScalingPolicies").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_long_chain_of_dependent_expressions_is_evaluated_quickly()
    {
        await using TestEndpoint test = await OpenAsync();
        string metrics =
            Metric(1, "m", Servers)
            + string.Concat(
                Enumerable
                    .Range(2, 60)
                    .Select(index =>
                        Expression(
                            index,
                            $"e{index}",
                            string.Create(
                                CultureInfo.InvariantCulture,
                                $"({(index == 2 ? "m" : $"e{index - 1}")}" + $"%2B{(index == 2 ? "m" : $"e{index - 1}")})/2"
                            ),
                            index == 61 ? "true" : "false"
                        )
                    )
            );

        await test.DoAsync(PutPolicy + metrics);

        (await test.Endpoint.PutMetricDataAsync("g", Servers, 10)).ShouldBe(2);
    }

    private static string Metric(int number, string id, string metric, string returnData = "false", string stat = "Average")
    {
        string[] parts = metric.Split(' ');
        string dimensions =
            parts.Length < 3
                ? ""
                : $"{MetricsPrefix}{number}.MetricStat.Metric.Dimensions.member.1.Name={parts[2].Split('=')[0]}"
                    + $"{MetricsPrefix}{number}.MetricStat.Metric.Dimensions.member.1.Value={parts[2].Split('=')[1]}";
        return $"{MetricsPrefix}{number}.Id={id}{MetricsPrefix}{number}.ReturnData={returnData}{MetricsPrefix}{number}.MetricStat.Stat={stat}"
            + $"{MetricsPrefix}{number}.MetricStat.Metric.Namespace={parts[0]}"
            + $"{MetricsPrefix}{number}.MetricStat.Metric.MetricName={parts[1]}"
            + dimensions;
    }

    private static string Expression(int number, string id, string expression, string returnData = "true") =>
        $"{MetricsPrefix}{number}.Id={id}{MetricsPrefix}{number}.ReturnData={returnData}"
        + $"{MetricsPrefix}{number}.Expression={expression.Replace("+", "%2B", StringComparison.Ordinal)}";

    private async Task<int> ReportQueueAsync(TestEndpoint test, int count)
    {
        int size = 0;
        for (int point = 0; point < count; point++)
        {
            _clock.Now += TimeSpan.FromMinutes(1);
            size = await test.Endpoint.PutMetricDataAsync("g", Queue, 40);
        }

        return size;
    }

    private async Task<TestEndpoint> OpenAsync()
    {
        TestEndpoint test = await TestEndpoint.OpenAsync(
            new AutoScalingEndpointOptions { SignatureValidation = SignatureValidation.Off, Clock = _clock }
        );
        await CreateGroupAsync(test);
        return test;
    }

    private static async Task CreateGroupAsync(TestEndpoint test)
    {
        await test.DoAsync(
            "Action=CreateLaunchConfiguration&LaunchConfigurationName=lc&ImageId=image&InstanceType=m1.small",
            "Action=CreateAutoScalingGroup&AutoScalingGroupName=g&LaunchConfigurationName=lc&MinSize=1&MaxSize=9"
                + "&DesiredCapacity=2&AvailabilityZones.member.1=a"
        );
        await test.InServiceAsync(2);
    }
}
