namespace Scalewright;

/// <summary>Severity of a problem.</summary>
public enum ProblemSeverity
{
    /// <summary>The operation cannot continue.</summary>
    Error,

    /// <summary>The operation continues, but the input may not mean what its author intended.</summary>
    Warning,
}
