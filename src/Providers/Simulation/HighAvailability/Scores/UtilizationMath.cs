namespace Scalewright.Providers.Simulation.HighAvailability.Scores;

/// <summary>Compares and reserves node capacity.</summary>
internal static class UtilizationMath
{
    /// <summary>Compares capacities. Negative if the first is larger in more attributes than the second.</summary>
    public static int Compare(Dictionary<string, int> first, Dictionary<string, int> second) =>
        first
            .Keys.Union(second.Keys, StringComparer.Ordinal)
            .Sum(name => second.GetValueOrDefault(name).CompareTo(first.GetValueOrDefault(name)));

    public static bool Fits(Dictionary<string, int> capacity, IReadOnlyDictionary<string, int> needs) =>
        needs.All(need => capacity.GetValueOrDefault(need.Key) >= need.Value);

    public static void Subtract(Dictionary<string, int> capacity, ValueMap<int> needs, int times)
    {
        foreach ((string name, int value) in needs)
        {
            if (capacity.TryGetValue(name, out int remaining))
            {
                capacity[name] = remaining - (times * value);
            }
        }
    }

    public static Dictionary<string, int> Sum(IEnumerable<PrimitiveInstance> parts)
    {
        Dictionary<string, int> sum = new(StringComparer.Ordinal);
        foreach ((string name, int value) in parts.SelectMany(part => part.Resource.Utilization))
        {
            sum[name] = sum.GetValueOrDefault(name) + value;
        }

        return sum;
    }
}
