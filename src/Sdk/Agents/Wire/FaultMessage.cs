namespace Scalewright.Agents.Wire;

/// <summary>Reason for the end of a call or of the connection.</summary>
internal sealed record FaultMessage
{
    /// <summary>A <see cref="ProblemCode.Id"/>. An unknown code is treated as
    /// <see cref="ProblemCode.AgentCallFailed"/>.</summary>
    public string Code { get; set; } = "";

    public string Found { get; set; } = "";

    public string Advice { get; set; } = "";

    public bool OutcomeIsUnknown { get; set; }

    public ErrorMessage? Error { get; set; }

    /// <summary>Last lines of an exited agent's log; null if not available.</summary>
    public string[]? Lines { get; set; }

    public static FaultMessage From(Problem problem) =>
        new()
        {
            Code = problem.Code.Id,
            Found = problem.Message,
            Advice = problem.Advice,
        };
}
