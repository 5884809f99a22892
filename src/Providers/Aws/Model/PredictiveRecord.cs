namespace Scalewright.Providers.AutoScaling.Model;

/// <summary>The configuration of a predictive scaling policy. It is kept and shown; nothing is forecast.</summary>
internal sealed record PredictiveRecord(double Target)
{
    /// <summary>Type of the metric pair; empty: the two metrics are named apart.</summary>
    public string Pair { get; init => field = value ?? ""; } = "";

    /// <summary>What the metric pair is of, where it needs to be said.</summary>
    public string PairLabel { get; init => field = value ?? ""; } = "";

    /// <summary>Type of the scaling metric; empty: the pair has it.</summary>
    public string Scaling { get; init => field = value ?? ""; } = "";

    /// <summary>What the scaling metric is of, where it needs to be said.</summary>
    public string ScalingLabel { get; init => field = value ?? ""; } = "";

    /// <summary>Type of the load metric; empty: the pair has it.</summary>
    public string Load { get; init => field = value ?? ""; } = "";

    /// <summary>What the load metric is of, where it needs to be said.</summary>
    public string LoadLabel { get; init => field = value ?? ""; } = "";

    /// <summary>The mode that a client named; empty: none, which means <c>ForecastOnly</c>.</summary>
    public string Mode { get; init => field = value ?? ""; } = "";

    /// <summary>Seconds by which instances are launched ahead; null: not said.</summary>
    public int? BufferTime { get; init; }

    /// <summary>What a forecast above the maximum means; empty: not said.</summary>
    public string BreachBehavior { get; init => field = value ?? ""; } = "";

    /// <summary>Percentage above such a forecast; null: not said.</summary>
    public int? CapacityBuffer { get; init; }
}
