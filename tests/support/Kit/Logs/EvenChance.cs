namespace Tests.Shared;

/// <summary>Removes the jitter from delays, so that log lines with delays are reproducible.</summary>
public sealed class EvenChance() : Random(0)
{
    public override double NextDouble() => 0.5;
}
