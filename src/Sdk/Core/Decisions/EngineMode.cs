namespace Scalewright.Decisions;

/// <summary>What becomes of the decisions of an engine.</summary>
public enum EngineMode
{
    /// <summary>They are applied.</summary>
    Live,

    /// <summary>Nothing is applied; each decision starts from the size that is really wanted, and says what would be done.</summary>
    DryRun,

    /// <summary>Nothing is applied; each decision starts from the engine's own last one, as if it had been applied. Runs beside another engine.</summary>
    Shadow,
}
