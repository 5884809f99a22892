namespace Scalewright.Decisions.Policies;

/// <summary>The pods of one calculation, counted by what they are good for.</summary>
internal readonly ref struct HpaPods
{
    public required DateTimeOffset At { get; init; }

    public required ReadOnlySpan<NodeReading> Pods { get; init; }

    public required ReadOnlySpan<NodeSample> Samples { get; init; }

    /// <summary>True for processor time: readiness and the first minutes count.</summary>
    public required bool MindsReadiness { get; init; }

    public required TimeSpan InitializationPeriod { get; init; }

    public required TimeSpan ReadinessDelay { get; init; }

    public HpaPodClass ClassOf(int index)
    {
        ref readonly NodeReading pod = ref Pods[index];
        if (pod.IsLeaving || pod.Phase == NodePhase.Failed)
        {
            return HpaPodClass.Ignored;
        }

        if (pod.Phase == NodePhase.Starting)
        {
            return HpaPodClass.Unready;
        }

        return !SampleOf(index).IsUsable ? HpaPodClass.Missing
            : MindsReadiness && IsUnready(pod, SampleOf(index)) ? HpaPodClass.Unready : HpaPodClass.Ready;
    }

    public NodeSample SampleOf(int index) => index < Samples.Length ? Samples[index] : default;

    /// <summary>True when a pod says how much it requests.</summary>
    public bool HasRequest(int index) => SampleOf(index).Capacity is > 0 and < double.PositiveInfinity;

    /// <summary>True for a pod that reports and requests nothing.</summary>
    public bool LacksRequest(int index) => SampleOf(index).State == MetricState.Fresh && !HasRequest(index);

    // In the first minutes a pod must be ready for a whole window; later it must only have been ready once.
    private bool IsUnready(in NodeReading pod, in NodeSample sample)
    {
        if (pod.StartedAt is not { } started || pod.ReadyChangedAt is not { } changed)
        {
            return true;
        }

        return At - started < InitializationPeriod
            ? !pod.IsReady || sample.At - changed < sample.Window
            : !pod.IsReady && changed - started < ReadinessDelay;
    }
}

internal enum HpaPodClass
{
    Ignored,
    Unready,
    Missing,
    Ready,
}
