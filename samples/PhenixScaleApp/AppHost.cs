using PhenixScaleApp.Minimega;

namespace PhenixScaleApp;

/// <summary>Everything outside of the app except the file system, so that tests can replace it.</summary>
internal sealed record AppHost
{
    /// <summary>Command line without the name of the program.</summary>
    public required IReadOnlyList<string> Args { get; init; }

    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>Stream of the experiment document.</summary>
    public required Stream Input { get; init; }

    /// <summary>Receives the changed document.</summary>
    public required Stream Output { get; init; }

    /// <summary>Receives log lines, tables and problems.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>Time source of log lines.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Connects to minimega. Used only in live mode.</summary>
    public required IMinimegaConnector Minimega { get; init; }

    /// <summary>Returns the value of an environment variable; null if it is not set.</summary>
    public string? Variable(string name) => Environment.TryGetValue(name, out string? value) ? value : null;
}
