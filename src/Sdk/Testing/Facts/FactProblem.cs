namespace Scalewright.Testing.Facts;

/// <summary>The problems of a test's attribute, its method and the environment variables it obeys.</summary>
internal static class FactProblem
{
    private static ProblemCode WrongFact { get; } = new("SW7001", "wrong-fact");

    public static Problem Of(string field, string found, string advice) => new(WrongFact, found, advice) { Field = field };
}
