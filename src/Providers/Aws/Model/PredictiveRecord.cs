namespace Scalewright.Providers.AutoScaling.Model;

/// <summary>Configuration of a predictive scaling policy. Only stored and shown; nothing is forecast.</summary>
internal sealed record PredictiveRecord(double Target)
{
    /// <summary>Type of the metric pair; empty if both metrics are set separately.</summary>
    public string Pair
    {
        get;
        init => field = value ?? "";
    } = "";

    /// <summary>Resource of the metric pair, if it requires one.</summary>
    public string PairLabel
    {
        get;
        init => field = value ?? "";
    } = "";

    /// <summary>Type of the scaling metric; empty if the pair has it.</summary>
    public string Scaling
    {
        get;
        init => field = value ?? "";
    } = "";

    /// <summary>Resource of the scaling metric, if it requires one.</summary>
    public string ScalingLabel
    {
        get;
        init => field = value ?? "";
    } = "";

    /// <summary>Type of the load metric; empty if the pair has it.</summary>
    public string Load
    {
        get;
        init => field = value ?? "";
    } = "";

    /// <summary>Resource of the load metric, if it requires one.</summary>
    public string LoadLabel
    {
        get;
        init => field = value ?? "";
    } = "";

    /// <summary>Mode; empty means <c>ForecastOnly</c>.</summary>
    public string Mode
    {
        get;
        init => field = value ?? "";
    } = "";

    /// <summary>Seconds by which instances are launched ahead; null if not set.</summary>
    public int? BufferTime { get; init; }

    /// <summary>Behavior for a forecast above the maximum; empty if not set.</summary>
    public string BreachBehavior
    {
        get;
        init => field = value ?? "";
    } = "";

    /// <summary>Capacity buffer above such a forecast, in percent; null if not set.</summary>
    public int? CapacityBuffer { get; init; }
}
