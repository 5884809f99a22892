namespace Tests.Shared;

/// <summary>Pauses without jitter, so that lines with pauses are the same each time.</summary>
public sealed class EvenChance() : Random(0)
{
    public override double NextDouble() => 0.5;
}
