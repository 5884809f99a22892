using Scalewright.Profiles;

namespace Scalewright.Plugins;

/// <summary>What came of reading profiles.</summary>
/// <param name="Profiles">The profiles in the order of the file; none when there is an error.</param>
/// <param name="Problems">Errors and warnings in the order of their places.</param>
/// <param name="Source">The file as the caller named it.</param>
public sealed record ProfileReadResult(ValueList<Profile> Profiles, ValueList<Problem> Problems, string Source)
{
    /// <summary>What is wrong; empty when the profiles can be used.</summary>
    public IEnumerable<Problem> Errors => Problems.Where(problem => problem.Severity == ProblemSeverity.Error);

    /// <summary>What is doubtful.</summary>
    public IEnumerable<Problem> Warnings => Problems.Where(problem => problem.Severity == ProblemSeverity.Warning);

    /// <summary>True when there is at least one error.</summary>
    public bool HasErrors => Errors.Any();

    /// <summary>The profiles, when nothing is wrong.</summary>
    /// <exception cref="ProfileException">Something is wrong; it carries all problems.</exception>
    public ValueList<Profile> OrThrow() => HasErrors
        ? throw new ProfileException(Source.Length > 0 ? $"File '{Source}'" : "The profiles", Problems)
        : Profiles;
}
