namespace Scalewright.Decisions;

/// <summary>Outcome of an engine cycle.</summary>
public enum EngineOutcome
{
    /// <summary>No change was required.</summary>
    Unchanged,

    /// <summary>All steps were completed.</summary>
    Applied,

    /// <summary>The provider rejected some steps.</summary>
    PartiallyApplied,

    /// <summary>Nothing was applied, because the engine is in dry-run or shadow mode.</summary>
    NotApplied,

    /// <summary>The cycle exceeded its timeout. Started steps are recorded and resumed in the next cycle.</summary>
    TimedOut,

    /// <summary>
    /// The cycle failed, for example because the provider is not available; see the problems. The next cycle retries.
    /// </summary>
    Failed,
}
