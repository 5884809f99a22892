namespace Scalewright.Providers.Simulation.Exploration;

/// <summary>Which of the nodes that faults are about there ever were, in any seed. Not thread-safe.</summary>
internal sealed class NodeRoll(ValueList<string> wanted)
{
    // To suggest from; a cluster may have many more.
    private const int NamesMax = 10_000;

    private readonly HashSet<string> _missing = new(wanted, StringComparer.Ordinal);
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);

    public void Add(ValueList<string> names)
    {
        if (_missing.Count == 0)
        {
            return;
        }

        foreach (string name in names)
        {
            _missing.Remove(name);
            if (_seen.Count < NamesMax)
            {
                _seen.Add(name);
            }
        }
    }

    /// <summary>One problem for each name of no node, in ordinal order.</summary>
    public ValueList<Problem> Problems => _missing.Order(StringComparer.Ordinal).Select(name => new Problem(
        ProblemCode.UnknownReference,
        $"no seed ever had a node '{Printable.Escape(name)}', so that its faults struck nothing",
        _seen.Count == 0 ? "name nodes that the program makes; it made none" : FaultCheck.Choice(name, _seen)) { Field = nameof(FaultDraw.Nodes) }).ToValueList();
}
