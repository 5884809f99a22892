namespace Scalewright.Experiments.Searches;

/// <summary>
/// Measures scalability by testing pairs of load and resources. Metrics and searches follow Henning and Hasselbring, "A
/// configurable method for benchmarking scalability of cloud-native applications" (Empirical Software Engineering,
/// 2022).
/// </summary>
/// <param name="metric">Metric to determine.</param>
/// <param name="strategy">Selection of the pairs.</param>
public sealed class ScalabilitySearch(SearchMetric metric, SearchStrategy strategy)
{
    /// <summary>Performs the search.</summary>
    /// <param name="loads">Loads in ascending order, at least one.</param>
    /// <param name="resources">Amounts of resources in ascending order, at least one, each above 0.</param>
    /// <param name="meets">Tests a pair: returns true if the resources are sufficient for the load.</param>
    /// <param name="cancellationToken">Passed to each test.</param>
    /// <exception cref="ArgumentException">The loads or the resources are empty or not in ascending order.</exception>
    public async Task<SearchResult> RunAsync(
        ValueList<double> loads,
        ValueList<int> resources,
        Func<double, int, CancellationToken, Task<bool>> meets,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(loads);
        ArgumentNullException.ThrowIfNull(resources);
        ArgumentNullException.ThrowIfNull(meets);
        if (!IsAscending(loads) || !loads.All(double.IsFinite))
        {
            throw new ArgumentException("Loads are at least one, in ascending order.", nameof(loads));
        }

        if (!IsAscending(resources) || resources[0] < 1)
        {
            throw new ArgumentException("Resources are at least one, in ascending order, from 1.", nameof(resources));
        }

        int rows = metric == SearchMetric.Demand ? loads.Count : resources.Count;
        List<SearchPoint> results = [];
        List<SearchTrial> trials = [];
        int first = 0;
        for (int row = 0; row < rows; row++)
        {
            int count = metric == SearchMetric.Demand ? resources.Count : loads.Count;
            int from = strategy == SearchStrategy.LowerBounded ? first : 0;
            int index =
                metric == SearchMetric.Demand
                    ? await FindFirstAsync(from, count, index => TryAsync(loads[row], resources[index]))
                    : await FindFirstAsync(from, count, async index => !await TryAsync(loads[index], resources[row]));

            // For capacity, the first failed load follows the result; the next row starts there.
            first = index;
            results.Add(
                metric == SearchMetric.Demand
                    ? new SearchPoint(loads[row], resources.ElementAtOrDefault(index))
                    : new SearchPoint(loads.Take(index).LastOrDefault(double.NaN), resources[row])
            );
        }

        return new SearchResult(results.ToValueList(), trials.ToValueList());

        async Task<bool> TryAsync(double load, int amount)
        {
            cancellationToken.ThrowIfCancellationRequested();
            bool isMet = await meets(load, amount, cancellationToken);
            trials.Add(new SearchTrial(load, amount, isMet));
            return isMet;
        }
    }

    /// <summary>Returns the first index that fulfills a condition; the count if no index does.</summary>
    private async Task<int> FindFirstAsync(int from, int count, Func<int, Task<bool>> isSo)
    {
        switch (strategy)
        {
            case SearchStrategy.Binary:
                (int low, int high) = (from, count);
                while (low < high)
                {
                    int middle = (low + high) / 2;
                    (low, high) = await isSo(middle) ? (low, middle) : (middle + 1, high);
                }

                return low;
            case SearchStrategy.Full:
                int first = count;
                for (int index = from; index < count; index++)
                {
                    first = await isSo(index) && first == count ? index : first;
                }

                return first;
            default:
                int next = from;
                while (next < count && !await isSo(next))
                {
                    next++;
                }

                return next;
        }
    }

    private static bool IsAscending<T>(ValueList<T> values)
        where T : IComparable<T>
    {
        for (int index = 1; index < values.Count; index++)
        {
            if (values[index - 1].CompareTo(values[index]) >= 0)
            {
                return false;
            }
        }

        return values.Count > 0;
    }
}

/// <summary>Result of a search.</summary>
/// <param name="Points">One result for each load (demand) or amount of resources (capacity), in order.</param>
/// <param name="Trials">All tests, in order.</param>
public sealed record SearchResult(ValueList<SearchPoint> Points, ValueList<SearchTrial> Trials);

/// <summary>Scalability metric.</summary>
public enum SearchMetric
{
    /// <summary>Minimum resources for each load.</summary>
    Demand,

    /// <summary>Maximum load for each amount of resources.</summary>
    Capacity,
}
