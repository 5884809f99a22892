namespace Scalewright.Providers.Minimega;

/// <summary>
/// Thrown when hosts report errors for a command (<see cref="Errors"/>), or when the call itself fails.
/// </summary>
public sealed class MinimegaException : ProviderException
{
    internal MinimegaException(Problem problem, Exception? inner = null)
        : base(MinimegaProblems.Provider, [problem], inner) { }

    internal MinimegaException(string command, ValueList<MinimegaEntry> entries)
        : base(MinimegaProblems.Provider, Failed(entries).Select(entry => MinimegaProblems.Rejected(command, entry)).ToValueList())
    {
        Entries = entries;
        Errors = Failed(entries).Select(entry => new MinimegaError(entry.Host, entry.Error)).ToValueList();
    }

    /// <summary>Errors that hosts reported, in order; empty if the call itself failed.</summary>
    public ValueList<MinimegaError> Errors { get; } = [];

    /// <summary>
    /// The complete response, including that of hosts and lines without errors; empty if there was no response.
    /// </summary>
    public ValueList<MinimegaEntry> Entries { get; } = [];

    private static IEnumerable<MinimegaEntry> Failed(IEnumerable<MinimegaEntry> entries) => entries.Where(entry => entry.Error.Length > 0);
}
