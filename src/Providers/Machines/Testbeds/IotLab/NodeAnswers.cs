namespace Scalewright.Providers.IotLab;

/// <summary>Which nodes did what they were told, and which did not.</summary>
public sealed record NodeAnswers
{
    /// <summary>Names of the nodes that did it, in order.</summary>
    public ValueList<string> Done { get; init; } = [];

    /// <summary>A problem for each node that did not, or of which nobody knows (<see cref="ProblemCode.UnknownOutcome"/>), in order of their names, which are the fields.</summary>
    public ValueList<Problem> Failed { get; init; } = [];
}
