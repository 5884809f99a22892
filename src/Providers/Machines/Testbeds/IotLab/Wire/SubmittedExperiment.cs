namespace Scalewright.Providers.IotLab.Wire;

/// <summary>The number of an experiment that was taken.</summary>
internal sealed record SubmittedExperiment
{
    public long Id { get; init; }
}
