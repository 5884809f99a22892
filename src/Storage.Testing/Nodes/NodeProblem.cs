namespace Scalewright.Storage.Testing.Nodes;

/// <summary>A problem as it comes over from a node.</summary>
/// <param name="Id">Number of its kind.</param>
/// <param name="Word">Word of its kind.</param>
/// <param name="Field">Its place.</param>
/// <param name="Found">What was found.</param>
/// <param name="Advice">What would be accepted.</param>
internal sealed record NodeProblem(string Id, string Word, string Field, string Found, string Advice)
{
    public static NodeProblem Of(Problem problem) => new(problem.Code.Id, problem.Code.Word, problem.Field, problem.Found, problem.Advice);

    public Problem ToProblem() => new(new ProblemCode(Id, Word), Found, Advice) { Field = Field };
}
