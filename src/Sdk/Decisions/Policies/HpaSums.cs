namespace Scalewright.Decisions.Policies;

/// <summary>Sums over pods that have a metric.</summary>
internal readonly record struct HpaSums(double Value, double Request, int Count)
{
    public HpaSums Add(double value, double request) => new(Value + value, Request + request, Count + 1);

    /// <summary>Whole percent of what is requested, or the whole mean; no number when nothing is requested.</summary>
    public double Level(bool isResource) => !isResource ? Math.Floor(Value / Count)
        : Request > 0 ? Math.Floor(100 * Value / Request) : double.NaN;
}
