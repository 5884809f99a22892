using Scalewright.Providers.Simulation.Kernel;

namespace Scalewright.Providers.Simulation.Models;

/// <summary>Measured durations, each equally likely.</summary>
internal sealed record EmpiricalDuration : DurationModel
{
    internal EmpiricalDuration(ValueList<TimeSpan> samples)
    {
        ArgumentOutOfRangeException.ThrowIfZero(samples.Count, nameof(samples));
        ArgumentOutOfRangeException.ThrowIfLessThan(samples.Min(), TimeSpan.Zero, nameof(samples));
        Samples = samples;
    }

    /// <summary>One or more.</summary>
    public ValueList<TimeSpan> Samples { get; }

    internal override string Words => Samples.Count == 1 ? $"{Samples[0]}" : $"{Samples.Min()} to {Samples.Max()}";

    /// <inheritdoc/>
    public override TimeSpan Draw(StableRandom random)
    {
        ArgumentNullException.ThrowIfNull(random);
        return Samples[random.Next(Samples.Count)];
    }
}
