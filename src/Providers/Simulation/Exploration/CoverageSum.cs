namespace Scalewright.Providers.Simulation.Exploration;

/// <summary>Sums the reached pairs of runs. Not thread-safe.</summary>
internal sealed class CoverageSum(FaultGenerator faults, int scheduledFaults)
{
    private readonly uint[] _reached = new uint[faults.Kinds.Count];
    private uint _performed;

    /// <summary>Adds a run.</summary>
    /// <param name="run">The run with all generated faults.</param>
    /// <param name="kinds">Index of the kind of each generated fault.</param>
    public void Add(SeedRun run, int[] kinds)
    {
        _performed |= run.PerformedOperations;
        for (int index = 0; index < kinds.Length; index++)
        {
            // The faults of the options are in the schedule before the generated ones.
            _reached[kinds[index]] |= run.OperationsAtFaults[scheduledFaults + index];
        }
    }

    public FaultCoverage GetSum() =>
        faults.KindProbability > 0
            ? new FaultCoverage
            {
                Faults = [.. faults.Kinds.Select(kind => kind.Name).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
                Operations = [.. OperationsUnderWay.GetNames(_performed).Order(StringComparer.Ordinal)],
                Reached =
                [
                    .. faults
                        .Kinds.Index()
                        .SelectMany(kind => GetReached(kind.Item.Name, kind.Index))
                        .Distinct()
                        .OrderBy(pair => pair.Fault, StringComparer.Ordinal)
                        .ThenBy(pair => pair.Operation, StringComparer.Ordinal),
                ],
            }
            : new FaultCoverage();

    private IEnumerable<FaultPair> GetReached(string name, int kind) =>
        OperationsUnderWay.GetNames(_reached[kind]).Select(operation => new FaultPair(name, operation));
}
