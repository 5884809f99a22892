namespace Scalewright.Decisions;

/// <summary>Effect of the decisions of an engine.</summary>
public enum EngineMode
{
    /// <summary>Decisions are applied.</summary>
    Live,

    /// <summary>
    /// Nothing is applied. Each decision starts from the actual desired size and reports what would be done.
    /// </summary>
    DryRun,

    /// <summary>
    /// Nothing is applied. Each decision starts from the engine's previous one as if it had been applied. Runs beside
    /// another engine.
    /// </summary>
    Shadow,
}
