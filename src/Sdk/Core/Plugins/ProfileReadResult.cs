using Scalewright.Profiles;

namespace Scalewright.Plugins;

/// <summary>Result of reading profiles.</summary>
public sealed record ProfileReadResult
{
    internal ProfileReadResult(ValueList<PreparedProfile> prepared, ValueList<Problem> problems, string source) =>
        (Prepared, Problems, Source) = (prepared, problems, source);

    /// <summary>Profiles in the order of the file. Empty if there is an error.</summary>
    public ValueList<Profile> Profiles => [.. Prepared.Select(static prepared => prepared.Written)];

    /// <summary>Errors and warnings in the order of their positions.</summary>
    public ValueList<Problem> Problems { get; }

    /// <summary>Name of the file as the caller specified it.</summary>
    public string Source { get; }

    internal ValueList<PreparedProfile> Prepared { get; }

    /// <summary>Errors. Empty if the profiles can be used.</summary>
    public IEnumerable<Problem> Errors => Problems.Where(problem => problem.Severity == ProblemSeverity.Error);

    /// <summary>Warnings.</summary>
    public IEnumerable<Problem> Warnings => Problems.Where(problem => problem.Severity == ProblemSeverity.Warning);

    /// <summary>True if there is at least one error.</summary>
    public bool HasErrors => Errors.Any();

    /// <summary>Returns the profiles, or throws if there are errors.</summary>
    /// <exception cref="ProfileException">There are errors. The exception carries all problems.</exception>
    public ValueList<Profile> GetProfilesOrThrow()
    {
        string subject = Source.Length > 0 ? $"File '{Source}'" : "The profiles";
        return HasErrors ? throw new ProfileException(subject, Problems) : Profiles;
    }
}
