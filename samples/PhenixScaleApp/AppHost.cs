using PhenixScaleApp.Minimega;

namespace PhenixScaleApp;

/// <summary>Everything the app touches beside the file system, so that a test can stand in for it.</summary>
internal sealed record AppHost
{
    /// <summary>Command line without the program's name.</summary>
    public required IReadOnlyList<string> Args { get; init; }

    /// <summary>Environment variables.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>The experiment document.</summary>
    public required Stream Input { get; init; }

    /// <summary>Where the document goes.</summary>
    public required Stream Output { get; init; }

    /// <summary>Where log lines, tables and problems go.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>The time that log lines carry.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>The way to minimega; used in live mode only.</summary>
    public required IMinimegaConnector Minimega { get; init; }

    /// <summary>The value of an environment variable; null when it is not set.</summary>
    public string? Variable(string name) => Environment.TryGetValue(name, out string? value) ? value : null;
}
