namespace Scalewright.Agents.Wire;

/// <summary>Reason for the end of a call or of the connection.</summary>
internal sealed record FaultMessage
{
    /// <summary>A <see cref="ProblemCode.Id"/>. An unknown code is treated as
    /// <see cref="ProblemCode.AgentCallFailed"/>.</summary>
    public string Code { get; set; } = "";

    /// <summary>Message of the problem.</summary>
    public string Found { get; set; } = "";

    /// <summary>Advice of the problem.</summary>
    public string Advice { get; set; } = "";

    /// <summary>True if the call may have had its effect.</summary>
    public bool OutcomeIsUnknown { get; set; }

    /// <summary>Exception of the service; null if the agent ended the call.</summary>
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
