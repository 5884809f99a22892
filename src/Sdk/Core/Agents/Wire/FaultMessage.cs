namespace Scalewright.Agents.Wire;

/// <summary>Why a call or the connection ended.</summary>
internal sealed record FaultMessage
{
    /// <summary>The <see cref="ProblemCode.Id"/>; one that is not known counts as the agent's refusal.</summary>
    public string Code { get; set; } = "";

    public string Found { get; set; } = "";

    public string Advice { get; set; } = "";

    public bool OutcomeIsUnknown { get; set; }

    /// <summary>The exception of a service; null when it is none.</summary>
    public ErrorMessage? Error { get; set; }

    /// <summary>The last lines of the agent's log when it ended; null when nobody shows them.</summary>
    public string[]? Lines { get; set; }

    public static FaultMessage From(Problem problem) => new() { Code = problem.Code.Id, Found = problem.Found, Advice = problem.Advice };
}
