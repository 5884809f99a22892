namespace Scalewright.Decisions.Policies;

/// <summary>Sums over pods that have a metric.</summary>
internal readonly record struct HpaSums(double Value, double Request, int Count)
{
    public HpaSums Add(double value, double request) => new(Value + value, Request + request, Count + 1);

    /// <summary>Whole percent of what is requested, or the whole mean.</summary>
    public double Level(bool isResource) => Math.Floor(isResource ? 100 * Value / Request : Value / Count);
}
