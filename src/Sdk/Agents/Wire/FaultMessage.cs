namespace Scalewright.Agents.Wire;

/// <summary>Why a call or the connection ended.</summary>
internal sealed record FaultMessage
{
    /// <summary>The <see cref="ProblemCode.Id"/>; one that is not known counts as the agent's refusal.</summary>
    public string Code { get; init; } = "";

    public string Found { get; init; } = "";

    public string Advice { get; init; } = "";

    public bool OutcomeIsUnknown { get; init; }

    public static FaultMessage From(Problem problem) => new() { Code = problem.Code.Id, Found = problem.Found, Advice = problem.Advice };
}
