namespace Scalewright.Decisions;

/// <summary>Specifies whether an engine applies its decisions.</summary>
public enum EngineMode
{
    /// <summary>Decisions are applied.</summary>
    Live,

    /// <summary>
    /// Nothing is applied. Decisions start from the current desired size and report the necessary changes.
    /// </summary>
    DryRun,

    /// <summary>
    /// Nothing is applied, but each decision assumes that the previous one was. For use alongside another engine.
    /// </summary>
    Shadow,
}
