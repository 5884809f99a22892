namespace Scalewright.Decisions;

/// <summary>Effect of the decisions of an engine.</summary>
public enum EngineMode
{
    /// <summary>Decisions are applied.</summary>
    Live,

    /// <summary>Nothing is applied. Decisions start from the actual desired size and report what to do.</summary>
    DryRun,

    /// <summary>Nothing is applied, but each decision assumes the last one was. Runs beside another engine.</summary>
    Shadow,
}
