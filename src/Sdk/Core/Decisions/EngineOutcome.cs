namespace Scalewright.Decisions;

/// <summary>What became of a cycle of an engine.</summary>
public enum EngineOutcome
{
    /// <summary>There was nothing to do.</summary>
    Unchanged,

    /// <summary>All of it was done.</summary>
    Applied,

    /// <summary>The place refused a part of it.</summary>
    Partial,

    /// <summary>Nothing was to be applied: a dry run, or a shadow.</summary>
    Watched,

    /// <summary>It did not end in time. What was begun is recorded, and goes on in the next cycle.</summary>
    Late,

    /// <summary>The place or the topology does not allow it; the problems say why. The next cycle tries again.</summary>
    Failed,
}
