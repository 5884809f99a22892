namespace Conformance.Decisions;

internal static class StreamCases
{
    public static JsonNode Run(JsonObject input) =>
        input.ContainsKey("topology") ? Graph(input)
        : input.ContainsKey("history") ? Coefficient(input)
        : Single(input);

    private static JsonObject Single(JsonObject input)
    {
        StreamProposal proposal = Rules(input)
            .Evaluate(
                new StreamVertex
                {
                    Parallelism = input.Whole("parallelism"),
                    TargetRate = input.Number("target_data_rate", double.NaN),
                    TrueProcessingRate = input.Number("true_processing_rate", double.NaN),
                    Lag = input.Number("lag"),
                    IsProcessingBacklog = input.Flag("processing_backlog"),
                    MaxParallelism = input.Whole("max_parallelism", 720),
                }
            );
        JsonObject result = new()
        {
            ["scale_up_threshold"] = JsonRead.Of(proposal.UpThreshold),
            ["scale_down_threshold"] = JsonRead.Of(proposal.DownThreshold),
            ["new_parallelism"] = proposal.Parallelism,
            ["outside_bounds"] = proposal.IsOutsideBounds,
        };
        if (proposal.IsOutsideBounds is not null)
        {
            result["target_capacity"] = JsonRead.Of(proposal.TargetCapacity);
            result["scale_factor"] = JsonRead.Of(proposal.Factor);
            result["applied_scale_factor"] = JsonRead.Of(proposal.AppliedFactor);
            result["rescale"] = proposal.IsRescale;
            result["expected_processing_rate"] = proposal.ExpectedRate;
        }

        return result;
    }

    private static JsonObject Graph(JsonObject input)
    {
        ValueList<StreamOperator> operators = input.Objects("topology").Select(Operator).ToValueList();
        JsonObject result = [];
        foreach (StreamDemand demand in StreamGraph.Evaluate(Rules(input), operators))
        {
            result[demand.Name] = new JsonObject
            {
                ["target_data_rate"] = demand.TargetRate,
                ["catch_up_rate"] = demand.CatchUpRate,
                ["true_processing_rate"] = JsonRead.Of(demand.TrueProcessingRate),
                ["new_parallelism"] = demand.Proposal.Parallelism,
            };
        }

        return result;
    }

    private static StreamOperator Operator(JsonObject item) =>
        new(item.Text("name"), item.Whole("parallelism"))
        {
            BusyTimeMsPerSecond = item.Number("busy_ms_per_s"),
            ProcessedRate = item.Number("processed_rate"),
            InputRate = item.Number("input_rate"),
            LagGrowthRate = item.Number("lag_growth_rate"),
            Lag = item.Number("lag"),
            Inputs = item.Objects("inputs")
                .Select(input => new StreamInput(input.Text("from"), input.Number("output_ratio")))
                .ToValueList(),
        };

    private static JsonObject Coefficient(JsonObject input)
    {
        StreamObservation[] history =
        [
            .. input.Objects("history").Select(one => new StreamObservation(one.Whole("parallelism"), one.Number("rate"))),
        ];
        return new() { ["coefficient"] = ScalabilityCoefficient.Calculate(history) };
    }

    private static StreamRules Rules(JsonObject input)
    {
        JsonNode config = input["config"] ?? new JsonObject();
        return new StreamRules
        {
            UtilizationTarget = config.Number("utilization_target", 0.7),
            UtilizationBoundary = config.Number("utilization_boundary", 0.3),
            MaxUtilization = config.MaybeNumber("utilization_max"),
            MinUtilization = config.MaybeNumber("utilization_min"),
            CatchUpDuration = config.Seconds("catch_up_s", 1800),
            RestartDuration = config.Seconds("restart_s", 300),
            MaxScaleDownFactor = config.Number("max_scale_down_factor", 0.6),
            MaxScaleUpFactor = config.Number("max_scale_up_factor", 100_000),
            MinParallelism = config.Whole("vertex_min", 1),
            MaxParallelism = config.Whole("vertex_max", 200),
        };
    }
}
