namespace Conformance.Decisions;

internal static class HpaCases
{
    private const double LongAgo = 3600;

    public static JsonNode Run(JsonObject input) => input.Text("kind") == "combine" ? Combine(input) : Calculate(input);

    private static JsonObject Calculate(JsonObject input)
    {
        HpaCalculator calculator = new() { Tolerance = input.Number("tolerance", 0.1) };
        int current = input.Whole("current_replicas");
        string kind = input.Text("kind");
        bool isValue = kind is "object" or "external";
        HpaProposal proposal = kind switch
        {
            "object" or "external" => calculator.ProposeForValue(
                current,
                input.Whole("ready_pods"),
                input.Number("value"),
                input.Number("target")
            ),
            "object_average" or "external_average" => calculator.ProposeForAverageValue(
                current,
                input.Number("value"),
                input.Number("target_average")
            ),
            _ => OfPods(calculator, current, kind == "pods", input),
        };
        return proposal.Outcome switch
        {
            HpaOutcome.NoPods => new() { ["error"] = "no pods" },
            HpaOutcome.NoMetrics => new() { ["error"] = "no metrics for ready pods" },
            HpaOutcome.NoRequest => new() { ["error"] = "missing request" },
            HpaOutcome.NotANumber => new() { ["error"] = "no number" },
            _ when isValue => new() { ["replicas"] = proposal.Replicas },
            _ => new()
            {
                ["replicas"] = proposal.Replicas,
                ["reported"] = proposal.Reported is { } reported ? JsonRead.Of(reported) : null,
            },
        };
    }

    private static HpaProposal OfPods(HpaCalculator calculator, int current, bool isPods, JsonObject input)
    {
        JsonObject[] pods = [.. input.Objects("pods")];
        NodeObservation[] nodes = [.. pods.Select(Node)];
        NodeSample[] samples = [.. pods.Select(pod => Sample(pod, isPods ? "value" : "usage"))];
        bool isCpu = input.Text("resource", "cpu") == "cpu";
        return isPods
            ? calculator.ProposeForPods(JsonRead.Start, current, input.Number("target"), nodes, samples)
            : calculator.ProposeForResource(JsonRead.Start, current, input.Number("target"), nodes, samples, isCpu);
    }

    private static NodeObservation Node(JsonObject pod)
    {
        double? age = pod.ContainsKey("age_s") ? pod.MaybeNumber("age_s") : LongAgo;
        double? transition = pod.MaybeNumber("ready_transition_ago_s") ?? age - 5;
        return new()
        {
            Phase = pod.Text("phase") switch
            {
                "Pending" => NodePhase.Starting,
                "Failed" => NodePhase.Failed,
                _ => NodePhase.Running,
            },
            IsTerminating = pod.Flag("deleting"),
            IsReady = pod.Flag("ready", true),
            StartedAt = age is null ? null : JsonRead.Start.AddSeconds(-age.Value),
            ReadyChangedAt = transition is null ? null : JsonRead.Start.AddSeconds(-transition.Value),
        };
    }

    private static NodeSample Sample(JsonObject pod, string key) =>
        new()
        {
            State = pod[key] is null ? MetricState.Missing : MetricState.Fresh,
            Value = pod.Number(key),
            Capacity = pod.Number("request", 1000),
            Timestamp = JsonRead.Start.AddSeconds(-pod.Number("metric_age_s")),
            Window = pod.Seconds("metric_window_s", 60),
        };

    /// <summary>Each proposal is modeled by another metric with a target of 1 per pod.</summary>
    private static JsonObject Combine(JsonObject input)
    {
        JsonNode?[] proposals = [.. input["proposals"]?.AsArray() ?? []];
        HpaScalingRules free = new()
        {
            Policies =
            [
                new(HpaScalingPolicyType.Percent, int.MaxValue, TimeSpan.FromSeconds(1)),
                new(HpaScalingPolicyType.Pods, int.MaxValue, TimeSpan.FromSeconds(1)),
            ],
        };
        int current = input.Whole("current_replicas");
        (int min, int max) = (input.Whole("min", 1), input.Whole("max", int.MaxValue));

        // The bounds determine whether metrics are evaluated at all. Proposals are bounded later.
        bool isWithin = current >= min && current <= max;
        HpaSizing policy = new()
        {
            Metrics = proposals.Select((_, index) => new HpaMetric($"{index}", 1, HpaMetricKind.AverageValue)).ToValueList(),
            Calculator = new() { Tolerance = 0 },
            Behavior = new() { ScaleUp = free, ScaleDown = free },
            MinNodes = isWithin ? 0 : min,
            MaxNodes = isWithin ? int.MaxValue : max,
        };
        MetricReading[] metrics =
        [
            .. proposals.Select(
                (item, index) =>
                    item is null
                        ? new MetricReading { Name = $"{index}", State = MetricState.Failed }
                        : MetricReading.FromValue($"{index}", item.GetValue<double>())
            ),
        ];
        Decision decision = policy.Decide(
            new()
            {
                Timestamp = JsonRead.Start,
                DesiredCount = current,
                ReadyCount = current,
                Metrics = metrics,
            },
            new long[policy.StateLength]
        );
        return new() { ["action"] = Action(current, policy, decision), ["replicas"] = decision.To };
    }

    private static string Action(int current, HpaSizing policy, in Decision decision) =>
        current == 0 && policy.MinNodes > 0 ? "disabled"
        : decision.Cause is DecisionCause.Maximum or DecisionCause.Minimum ? "rescale"
        : decision.Cause is DecisionCause.MetricFailed or DecisionCause.MetricMissing ? "error-keep"
        : "propose";
}
