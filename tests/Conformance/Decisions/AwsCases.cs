namespace Conformance.Decisions;

internal static class AwsCases
{
    public static JsonNode Run(JsonObject input) =>
        input.Text("kind") switch
        {
            "adjust" => Adjust(input),
            "step" => Step(input),
            "simple" => Simple(input),
            "target_tracking" => Track(input),
            _ => Combine(input),
        };

    private static JsonObject Adjust(JsonObject input)
    {
        SimpleSizing policy = Always(input, input);
        Decision decision = policy.Decide(Seen(JsonRead.Start, input.Whole("current"), 1), new long[policy.StateLength]);
        return new() { ["new_capacity"] = decision.To };
    }

    private static JsonObject Step(JsonObject input)
    {
        StepSizing policy = new()
        {
            Metric = "metric",
            Threshold = input.Number("threshold"),
            Comparison = Enum.Parse<ThresholdComparison>(input.Text("comparison")),
            AdjustmentType = Enum.Parse<AdjustmentType>(input.Text("adjustment_type")),
            Steps = input
                .Objects("steps")
                .Select(step => new StepAdjustment(step.MaybeNumber("lower"), step.MaybeNumber("upper"), step.Number("adjustment")))
                .ToValueList(),
            MinAdjustmentMagnitude = input.Whole("min_adjustment_magnitude"),
            MinNodes = input.Whole("min"),
            MaxNodes = input.Whole("max", int.MaxValue),
        };
        double value = input.Number("metric");
        Decision decision = policy.Decide(
            Seen(JsonRead.Start, input.Whole("current"), value, input.Whole("warming")),
            new long[policy.StateLength]
        );
        int step = policy.FindStep(value);
        return new()
        {
            ["breach"] = policy.IsBreached(value),
            ["step"] = step < 0 ? null : step,
            ["new_capacity"] = decision.To,
        };
    }

    /// <summary>Between events, the group is observed when an activity starts and ends, as by an engine.</summary>
    private static JsonArray Simple(JsonObject input)
    {
        int capacity = input.Whole("initial");
        TimeSpan activity = input.Seconds("activity_duration_s");
        DateTimeOffset? ends = null;
        long[] state = new long[Always(input, input).StateLength];
        JsonArray results = [];
        foreach (JsonObject action in input.Objects("events"))
        {
            DateTimeOffset now = JsonRead.Start.AddSeconds(action.Number("t"));
            SimpleSizing policy = Always(input, action);
            if (ends <= now)
            {
                policy.Decide(Seen(ends.Value, capacity, 0), state);
            }

            Decision decision = policy.Decide(Seen(now, capacity, 1, ends > now ? 1 : 0), state);
            if (decision.IsChange && activity > TimeSpan.Zero)
            {
                policy.Decide(Seen(now, decision.To, 0, 1), state);
                ends = now + activity;
            }

            capacity = decision.To;
            bool isBlocked = decision.Cause is DecisionCause.ScaleInCooldown or DecisionCause.ScaleOutCooldown;
            results.Add(
                new JsonObject
                {
                    ["t"] = action["t"]!.DeepClone(),
                    ["capacity"] = capacity,
                    ["blocked"] = isBlocked,
                }
            );
        }

        return results;
    }

    private static JsonArray Track(JsonObject input)
    {
        TargetTrackingSizing policy = new()
        {
            Metric = "metric",
            Target = input.Number("target"),
            DisableScaleIn = input.Flag("disable_scale_in"),
            InstanceWarmUp = input.Seconds("warmup_s"),
            MinNodes = input.Whole("min"),
            MaxNodes = input.Whole("max", int.MaxValue),
        };
        long[] state = new long[policy.StateLength];
        int capacity = input.Whole("initial");
        JsonArray results = [];
        foreach (JsonNode? point in input["metric_per_minute"]!.AsArray())
        {
            int minute = results.Count + 1;
            Decision decision = policy.Decide(Seen(JsonRead.Start.AddMinutes(minute), capacity, point?.GetValue<double>()), state);
            string action =
                decision.To > capacity ? "out"
                : decision.To < capacity ? "in"
                : "none";
            capacity = decision.To;
            results.Add(
                new JsonObject
                {
                    ["minute"] = minute,
                    ["capacity"] = capacity,
                    ["action"] = action,
                }
            );
        }

        return results;
    }

    /// <summary>Each proposal is modeled by a policy with its own metric that immediately requests this size.</summary>
    private static JsonObject Combine(JsonObject input)
    {
        int current = input.Whole("current");
        JsonObject[] proposals = [.. input.Objects("proposals")];
        AwsGroupSizing group = new() { Policies = proposals.Select((one, index) => Proposing(one, index, current)).ToValueList() };
        MetricReading[] metrics =
        [
            .. proposals.Select((one, index) => MetricReading.FromValue($"{index}", one.Number("capacity"), JsonRead.Start)),
        ];
        Decision decision = group.Decide(
            new()
            {
                Timestamp = JsonRead.Start,
                DesiredCount = current,
                Metrics = metrics,
            },
            new long[group.StateLength]
        );
        return new() { ["capacity"] = decision.To };
    }

    private static ISizingPolicy Proposing(JsonObject proposal, int index, int current) =>
        proposal.Text("kind") == "target_tracking"
            ? new TargetTrackingSizing
            {
                Metric = $"{index}",
                Target = current,
                ScaleOutDatapoints = 1,
                ScaleInDatapoints = 1,
                ScaleInThresholdRatio = 1,
            }
            : new SimpleSizing
            {
                Metric = $"{index}",
                Threshold = 0,
                Adjustment = new(AdjustmentType.ExactCapacity, proposal.Whole("capacity")),
            };

    private static SimpleSizing Always(JsonObject group, JsonObject action) =>
        new()
        {
            Metric = "metric",
            Threshold = 1,
            Adjustment = new(
                Enum.Parse<AdjustmentType>(action.Text("adjustment_type", nameof(AdjustmentType.ChangeInCapacity))),
                action.Number("adjustment")
            )
            {
                MinAdjustmentMagnitude = action.Whole("min_adjustment_magnitude"),
            },
            Cooldown = action.Seconds("cooldown", group.Number("default_cooldown", 300)),
            HonorCooldown = action.Flag("honor_cooldown", true),
            MinNodes = group.Whole("min"),
            MaxNodes = group.Whole("max", int.MaxValue),
        };

    private static DomainObservation Seen(DateTimeOffset at, int capacity, double? value, int inFlight = 0) =>
        new()
        {
            Timestamp = at,
            DesiredCount = capacity,
            InFlightCount = inFlight,
            Metrics = value is null ? [] : new[] { MetricReading.FromValue("metric", value.Value, at) },
        };
}
