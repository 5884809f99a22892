namespace Conformance.Decisions;

/// <summary>Has the quirks of the reference.</summary>
internal static class OverflowCases
{
    public static JsonNode Run(JsonObject input)
    {
        if (OverflowConfig.Read(input["config"]!.AsObject()) is not { } config)
        {
            return new JsonObject { ["initialize_error"] = true };
        }

        Fleet fleet = new();
        PlacementMemory memory = new([], []);
        DateTimeOffset now = JsonRead.Start;
        JsonArray results = [];
        int requested = 0;
        foreach (JsonObject step in input.Objects("steps"))
        {
            now += step.Seconds("advance_s");
            fleet.Change(step);
            requested += Terminate(step, fleet) ? 1 : 0;
            bool isRefused = false;
            if (step["reconfigure"] is JsonObject change)
            {
                (config, isRefused) = config.Merge(change);
            }

            if (step.Flag("decide", true))
            {
                memory = Decide(now, step, fleet, config, memory, requested);
                requested = 0;
            }

            JsonObject report = fleet.Report();
            if (isRefused)
            {
                report["reconfigure_error"] = true;
            }

            results.Add(report);
        }

        return new JsonObject { ["steps"] = results };
    }

    private static bool Terminate(JsonObject step, Fleet fleet)
    {
        Instance? victim = step["terminate_one"] is null
            ? null
            : fleet.Instances.Find(one => one.Site == step.Text("terminate_one") && Fleet.IsHealthy(one));
        if (victim is null)
        {
            return false;
        }

        fleet.Destroy(victim);
        return true;
    }

    private static PlacementMemory Decide(
        DateTimeOffset now,
        JsonObject step,
        Fleet fleet,
        OverflowConfig config,
        PlacementMemory memory,
        int requested
    )
    {
        CloudObservation[] clouds = [.. config.Clouds.Select(cloud => Read(cloud, fleet))];
        MetricReading[] metrics = [Metric(step, fleet, config)];
        DomainObservation observation = new()
        {
            Timestamp = now,
            DesiredCount = clouds.Sum(cloud => cloud.HealthyCount),
            Metrics = metrics,
            Clouds = clouds,
            RequestedTerminationCount = requested,
        };
        SensorSizing sizing = Sizing(config.Fields);
        OverflowPlacement placement = Placement(config.Fields);
        ValueList<string> names = config.Clouds.Select(cloud => cloud.Name).ToValueList();
        long[] state = PlacementState.Migrate(placement, memory.State, memory.Clouds, names);
        int[] counts = new int[clouds.Length];
        int wanted = sizing.Decide(observation, new long[sizing.StateLength]).To;
        placement.Place(wanted, observation, state, counts);
        Apply(fleet, clouds, counts);
        return new(state, names);
    }

    private static void Apply(Fleet fleet, CloudObservation[] clouds, int[] counts)
    {
        for (int index = 0; index < clouds.Length; index++)
        {
            int change = counts[index] - clouds[index].HealthyCount;
            foreach (
                Instance one in fleet
                    .Instances.Where(one => one.Site == clouds[index].Name && Fleet.IsHealthy(one))
                    .Reverse()
                    .Take(Math.Max(0, -change))
                    .ToArray()
            )
            {
                fleet.Destroy(one);
            }

            fleet.Launch(clouds[index].Name, Math.Max(0, change));
        }
    }

    private static CloudObservation Read(DomainCloud cloud, Fleet fleet) =>
        new()
        {
            Name = cloud.Name,
            MaxNodes = cloud.MaxNodes,
            HealthyCount = fleet.CountHealthy(cloud.Name),
            FailureCount = fleet.CountFailed(cloud.Name),
        };

    private static MetricReading Metric(JsonObject step, Fleet fleet, OverflowConfig config)
    {
        string name = config.Fields.Text("metric");
        double? value = name.Length == 0 ? null : step["domain_sensor"]?[name]?.MaybeNumber(config.Fields.Text("sample_function"));
        return new()
        {
            Name = name,
            State = value is null ? MetricState.Missing : MetricState.Fresh,
            Value = value ?? 0,
            Samples = fleet
                .Instances.Where(one => Fleet.IsHealthy(one) && config.Clouds.Any(cloud => cloud.Name == one.Site))
                .Select(Fleet.Sample)
                .ToArray(),
        };
    }

    private static SensorSizing Sizing(JsonObject fields) =>
        new()
        {
            Metric = fields["sample_function"] is null ? "" : fields.Text("metric"),
            UpperThreshold = fields.Number("scale_up_threshold", double.PositiveInfinity),
            LowerThreshold = fields.Number("scale_down_threshold", double.NegativeInfinity),
            ScaleOutStep = fields.Whole("scale_up_n_vms", 1),
            ScaleInStep = fields.Whole("scale_down_n_vms", 1),
            IncludeDomainValue = true,
            IsStepOnly = true,
            Compatibility = EpuCompatibility.Reference,
        };

    private static OverflowPlacement Placement(JsonObject fields) =>
        new()
        {
            MinNodes = fields.Whole("minimum_vms"),
            MaxNodes = fields["maximum_vms"] is null ? int.MaxValue : fields.Whole("maximum_vms"),
            Cooldown = fields.Seconds("cooldown_period"),
            Compatibility = EpuCompatibility.Reference,
        };

    private sealed record PlacementMemory(long[] State, ValueList<string> Clouds);
}

internal sealed record OverflowConfig(Topology Topology, JsonObject Fields)
{
    private const string Name = "case";

    private static readonly string[] Needed = ["clouds", "minimum_vms", "dtname"];

    // In the order in which the reference applies them: those before the first invalid one are kept.
    private static readonly string[] Settings =
    [
        "dtname",
        "minimum_vms",
        "maximum_vms",
        "metric",
        "sample_function",
        "cooldown_period",
        "scale_up_n_vms",
        "scale_up_threshold",
        "scale_down_n_vms",
        "scale_down_threshold",
    ];

    private static readonly string[] Wholes = ["minimum_vms", "maximum_vms", "cooldown_period", "scale_up_n_vms", "scale_down_n_vms"];

    public ValueList<DomainCloud> Clouds => Topology.FindDomain(Name)!.Clouds;

    /// <summary>Returns null if the configuration must be rejected.</summary>
    public static OverflowConfig? Read(JsonObject config)
    {
        bool isComplete = Needed.All(key => config[key] is not null) && !config.ContainsKey("domain_desired_size");
        OverflowConfig blank = new(Topology.Create("conformance").Build().WithDomain(new Domain(Name)), []);
        return isComplete && blank.Merge(config) is { IsRefused: false } merged ? merged.Config : null;
    }

    /// <summary>The settings before the first invalid one are kept.</summary>
    public (OverflowConfig Config, bool IsRefused) Merge(JsonObject change)
    {
        if (WithClouds(Topology, change, Fields.DeepClone().AsObject()) is not { } merged)
        {
            return (this, true);
        }

        foreach (string key in Settings.Where(change.ContainsKey))
        {
            if (IsRefused(key, change[key]))
            {
                return (merged, true);
            }

            merged.Fields[key] = change[key]?.DeepClone();
        }

        return (merged, false);
    }

    private static bool IsRefused(string key, JsonNode? value) =>
        key == "dtname"
            ? value is not JsonValue name || name.GetValue<string>().Length == 0
            : Wholes.Contains(key) && (ReadWhole(value) is not { } number || (number < 0 && key != "scale_down_n_vms"));

    private static OverflowConfig? WithClouds(Topology topology, JsonObject change, JsonObject fields)
    {
        try
        {
            return ReadClouds(change) is { } clouds ? new(topology.WithClouds(Name, clouds), fields) : null;
        }
        catch (DecisionException)
        {
            return null;
        }
    }

    private static ValueList<CloudLimit>? ReadClouds(JsonObject config)
    {
        CloudLimit?[] clouds = [.. config.Objects("clouds").Select(ReadCloud)];
        return config["clouds"] is null || clouds.Any(cloud => cloud is null) ? null : clouds.Select(cloud => cloud!).ToValueList();
    }

    private static CloudLimit? ReadCloud(JsonObject cloud) =>
        cloud["site_name"] is not null && ReadWhole(cloud["size"]) is { } size && ReadWhole(cloud["rank"]) is { } rank
            ? new(cloud.Text("site_name"), size, rank)
            : null;

    private static int? ReadWhole(JsonNode? node) =>
        node?.GetValueKind() switch
        {
            JsonValueKind.Number => (int)node.GetValue<double>(),
            JsonValueKind.String when int.TryParse(node.GetValue<string>(), CultureInfo.InvariantCulture, out int value) => value,
            _ => null,
        };
}
