using Scalewright.Decisions.Policies;
using System.Text.Json.Nodes;
using Scalewright;
using Scalewright.Decisions;

namespace Conformance.Decisions;

/// <summary>The error-overflow engine: sensor and placement with the reference's quirks.</summary>
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
        Instance? victim = step["terminate_one"] is null ? null : fleet.Instances.Find(one => one.Site == step.Text("terminate_one") && Fleet.IsHealthy(one));
        if (victim is null)
        {
            return false;
        }

        fleet.Destroy(victim);
        return true;
    }

    private static PlacementMemory Decide(
        DateTimeOffset now, JsonObject step, Fleet fleet, OverflowConfig config, PlacementMemory memory, int requested)
    {
        CloudReading[] clouds = [.. config.Clouds.Select(cloud => Read(cloud, fleet))];
        MetricReading[] metrics = [Metric(step, fleet, config)];
        DomainObservation observation = new()
        {
            At = now,
            Desired = clouds.Sum(cloud => cloud.Healthy),
            Metrics = metrics,
            Clouds = clouds,
            TerminationsRequested = requested,
        };
        SensorSizing sizing = Sizing(config.Fields);
        OverflowPlacement placement = Placement(config.Fields);
        ValueList<string> names = config.Clouds.Select(cloud => cloud.Name).ToValueList();
        long[] state = PlacementState.CarryOver(placement, memory.State, memory.Clouds, names);
        int[] counts = new int[clouds.Length];
        int wanted = sizing.Decide(observation, new long[sizing.StateLength]).To;
        placement.Place(wanted, observation, state, counts);
        Apply(fleet, clouds, counts);
        return new(state, names);
    }

    private static void Apply(Fleet fleet, CloudReading[] clouds, int[] counts)
    {
        for (int index = 0; index < clouds.Length; index++)
        {
            int change = counts[index] - clouds[index].Healthy;
            foreach (Instance one in fleet.Instances.Where(one => one.Site == clouds[index].Name && Fleet.IsHealthy(one)).Reverse().Take(Math.Max(0, -change)).ToArray())
            {
                fleet.Destroy(one);
            }

            fleet.Launch(clouds[index].Name, Math.Max(0, change));
        }
    }

    private static CloudReading Read(DomainCloud cloud, Fleet fleet) => new()
    {
        Name = cloud.Name,
        NodesMax = cloud.NodesMax,
        Healthy = fleet.CountHealthy(cloud.Name),
        Failures = fleet.CountFailed(cloud.Name),
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
            Samples = fleet.Instances.Where(one => Fleet.IsHealthy(one) && config.Clouds.Any(cloud => cloud.Name == one.Site)).Select(Fleet.Sample).ToArray(),
        };
    }

    private static SensorSizing Sizing(JsonObject fields) => new()
    {
        Metric = fields["sample_function"] is null ? "" : fields.Text("metric"),
        High = fields.Number("scale_up_threshold", double.PositiveInfinity),
        Low = fields.Number("scale_down_threshold", double.NegativeInfinity),
        StepOut = fields.Whole("scale_up_n_vms", 1),
        StepIn = fields.Whole("scale_down_n_vms", 1),
        UsesDomainValue = true,
        IsStepOnly = true,
        Compat = EpuCompat.Reference,
    };

    private static OverflowPlacement Placement(JsonObject fields) => new()
    {
        NodesMin = fields.Whole("minimum_vms"),
        NodesMax = fields["maximum_vms"] is null ? int.MaxValue : fields.Whole("maximum_vms"),
        Cooldown = fields.Seconds("cooldown_period"),
        Compat = EpuCompat.Reference,
    };

    private sealed record PlacementMemory(long[] State, ValueList<string> Clouds);
}
