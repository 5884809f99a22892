namespace Scalewright.Tool;

/// <summary>What <c>plan</c> was asked for.</summary>
/// <param name="File">The profile file.</param>
/// <param name="Assemblies">Assemblies with plugins.</param>
/// <param name="Folder">Where everything that the topology becomes is written; null: nowhere.</param>
/// <param name="IsStrict">True when a warning is an error.</param>
internal sealed record PlanRequest(string File, IReadOnlyList<string> Assemblies, string? Folder, bool IsStrict)
{
    /// <summary>The options with which another process is asked for the same.</summary>
    public IEnumerable<string> ToOptions() =>
    [
        .. Assemblies.SelectMany(path => new[] { "--plugins", path }),
        .. Folder is { } folder ? ["--out", folder] : Array.Empty<string>(),
        .. IsStrict ? ["--strict"] : Array.Empty<string>(),
    ];
}
