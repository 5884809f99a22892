namespace Conformance.Decisions;

/// <summary>Has the quirks of the reference.</summary>
internal static class SensorCases
{
    private static readonly string[] Needed = ["iaas_site", "iaas_allocation", "deployable_type"];

    private static readonly string[] NotNegative = ["minimum_vms", "maximum_vms", "cooldown_period", "scale_up_n_vms"];

    // In the order in which the reference applies them.
    private static readonly string[] Limits =
    [
        "minimum_vms",
        "maximum_vms",
        "metric",
        "sample_function",
        "cooldown_period",
        "scale_up_n_vms",
    ];

    private static readonly string[] RunningStates = ["RUNNING", "RUNNING_FAILED", "TERMINATING", "TERMINATED", "FAILED", "REJECTED"];

    public static JsonNode Run(JsonObject input)
    {
        JsonObject config = [];
        if (IsRefused(config, input["config"]!.AsObject()))
        {
            return new JsonObject { ["initialize_error"] = true };
        }

        Fleet fleet = new();
        DomainStability stability = DomainStability.Pending;
        long[] state = new long[Sizing(config).StateLength];
        DateTimeOffset now = JsonRead.Start;
        JsonArray results = [];
        foreach (JsonObject step in input.Objects("steps"))
        {
            now += step.Seconds("advance_s");
            fleet.Change(step);
            JsonObject extra = [];
            if (step["reconfigure"] is JsonObject change && IsRefused(config, change))
            {
                extra["reconfigure_error"] = true;
            }

            if (step.Flag("decide", true))
            {
                stability = Decide(now, config, fleet, state, stability, extra);
            }

            JsonObject report = fleet.Report();
            report["engine_state"] = stability == DomainStability.Stable ? "STABLE_DE" : "PENDING_DE";
            foreach ((string key, JsonNode? value) in extra)
            {
                report[key] = value?.DeepClone();
            }

            results.Add(report);
        }

        return new JsonObject { ["steps"] = results };
    }

    /// <summary>Applies a configuration up to the first invalid setting.</summary>
    private static bool IsRefused(JsonObject config, JsonObject change)
    {
        if (change.Count == 0)
        {
            return true;
        }

        foreach (string key in Limits.Concat(change.Select(entry => entry.Key).Except(Limits)).Where(change.ContainsKey))
        {
            if (NotNegative.Contains(key) && change.Number(key) < 0)
            {
                return true;
            }

            config[key] = change[key]?.DeepClone();
        }

        return false;
    }

    private static DomainStability Decide(
        DateTimeOffset now,
        JsonObject config,
        Fleet fleet,
        long[] state,
        DomainStability before,
        JsonObject extra
    )
    {
        foreach (Instance broken in fleet.Instances.Where(one => one.State == "RUNNING_FAILED").ToArray())
        {
            fleet.Destroy(broken);
        }

        Instance[] valid = [.. fleet.Instances.Where(one => !Fleet.IsEnded(one))];
        CloudObservation[] clouds =
        [
            new()
            {
                Name = config.Text("iaas_site"),
                HealthyCount = valid.Length,
                MaxNodes = DomainCloud.Unlimited,
            },
        ];
        MetricReading[] metrics = [new() { Name = config.Text("metric"), Samples = valid.Select(Fleet.Sample).ToArray() }];
        Decision decision = Sizing(config)
            .Decide(
                new()
                {
                    Timestamp = now,
                    DesiredCount = valid.Length,
                    Clouds = clouds,
                    Metrics = metrics,
                },
                state
            );
        if (decision.Cause == DecisionCause.ScaleOutCooldown)
        {
            return before;
        }

        int running = valid.Count(one => RunningStates.Contains(one.State));
        int change = decision.To - valid.Length;
        if (change > 0 && !Needed.All(key => config[key] is not null))
        {
            extra["decide_error"] = true;
            return before;
        }

        foreach (Instance one in valid.Reverse().Take(Math.Max(0, -change)))
        {
            fleet.Destroy(one);
        }

        Launch(config, fleet, valid, Math.Max(0, change), extra);
        return new EngineCycle
        {
            Number = 1,
            Decision = decision,
            ReadyCount = running,
            InFlightCount = valid.Length - running,
        }.Stability;
    }

    private static void Launch(JsonObject config, Fleet fleet, Instance[] valid, int count, JsonObject extra)
    {
        string key = config.Text("unique_key");
        if (key.Length == 0 || count == 0 || config["unique_values"] is not JsonArray { Count: > 0 })
        {
            fleet.Launch(config.Text("iaas_site"), count);
            return;
        }

        string?[] given = GiveUnique(
            key,
            config["unique_values"]!.AsArray().Select(value => value!.GetValue<string>()).ToValueList(),
            valid,
            count
        );
        fleet.Launch(config.Text("iaas_site"), count, given);
        extra["launched_extravars"] = given.Select(value => (JsonNode?)new JsonObject { [key] = value }).ToJson();
    }

    private static string?[] GiveUnique(string key, ValueList<string> values, Instance[] valid, int count)
    {
        Topology topology = Topology
            .Create("case")
            .Build()
            .WithLaunchConfiguration(new LaunchConfiguration("launch") { UniqueKey = key, UniqueValues = values })
            .WithDomain(new Domain("domain") { LaunchConfigurationName = "launch" })
            .WithCapacity("domain", valid.Length);
        NodeGroup group = topology.Groups["domain"];
        ValueList<NodeSpec> nodes = group
            .Nodes.Zip(valid, (node, one) => node with { Annotations = node.Annotations.Without(key).With(key, one.Unique ?? "") })
            .ToValueList();
        topology = topology with { Groups = topology.Groups.With("domain", group with { Nodes = nodes }) };
        ValueList<NodeSpec> grown = topology.WithCapacity("domain", valid.Length + count).GetDomainNodes("domain");
        return [.. grown.Skip(valid.Length).Select(node => node.Annotations.TryGetValue(key, out string? value) ? value : null)];
    }

    private static SensorSizing Sizing(JsonObject config) =>
        new()
        {
            Metric = config["sample_function"] is null ? "" : config.Text("metric"),
            UpperThreshold = config.Number("scale_up_threshold"),
            LowerThreshold = config.Number("scale_down_threshold"),
            ScaleOutStep = config.Whole("scale_up_n_vms"),
            ScaleInStep = config.Whole("scale_down_n_vms"),
            Cooldown = config.Seconds("cooldown_period"),
            MinNodes = config.Whole("minimum_vms"),
            MaxNodes = config.Whole("maximum_vms"),
            Compatibility = EpuCompatibility.Reference,
        };
}
