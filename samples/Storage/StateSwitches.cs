using Scalewright;

namespace StorageSample;

/// <summary>What a program can be told to do about the state in its folder, in words of its command line: messages of the library name members of its API.</summary>
/// <param name="AcceptOlder">The switch that goes on with less than there once was.</param>
/// <param name="BreakLock">The switch that breaks a lock.</param>
/// <param name="Anew">How to begin again when the folder is lost, as a clause.</param>
internal sealed record StateSwitches(string AcceptOlder, string BreakLock, string Anew)
{
    // Advice of the library has what helps without its API first, and what the API does behind this.
    private const string Otherwise = ", or ";

    /// <summary>What an exception says, a line for each problem.</summary>
    public static string Lines(ScalewrightException exception) => Lines(exception, static advice => advice);

    /// <summary>What an exception says, with advice for who runs the program.</summary>
    public string Explain(ScalewrightException exception) => Lines(exception, Advise);

    private static string Lines(ScalewrightException exception, Func<string, string> advise) => string.Join('\n', exception.Problems
        .Where(problem => problem.Severity == ProblemSeverity.Error)
        .Select(problem => $"{problem with { Advice = advise(problem.Advice) }} [{problem.Code.Id}]"));

    private string Advise(string advice)
    {
        int end = advice.IndexOf(Otherwise, StringComparison.Ordinal);
        string first = end < 0 ? advice : advice[..end];
        return advice switch
        {
            _ when Names("AcceptOlder") => $"{first}, or give {AcceptOlder} to go on without what is lost",
            _ when Names("BreakLock") => $"{first}, or give {BreakLock} {LockIn(advice)} if that process is gone for good",
            _ when Names("AdoptAsync") => $"{first}, or give {AcceptOlder} to go on with its last snapshot; if it has none, {Anew}",
            _ when Names("AllowUnlockedState") => first,
            _ when Names("scalewright repair") => $"{advice}; then give {AcceptOlder}",
            _ => advice,
        };

        bool Names(string word) => advice.Contains(word, StringComparison.Ordinal);
    }

    // ... set BreakLock to '5f0c6a3e9d1b47c2' if ...
    private static string LockIn(string advice) => advice.Split('\'') is [_, { Length: > 0 } id, ..] ? id : "with its lock";
}
