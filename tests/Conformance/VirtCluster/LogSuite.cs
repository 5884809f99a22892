using System.Text.Json;

namespace Conformance.VirtCluster;

/// <summary>Suite <c>vt-logs</c>: what a server makes of recorded frames, and what a sender makes of log calls.</summary>
public sealed class LogSuite : ISuite
{
    /// <inheritdoc/>
    public string Name => "vt-logs";

    /// <inheritdoc/>
    public IEnumerable<ConformanceCase> Cases(string folder) =>
    [
        .. Items(folder, "server-*.json").Select(item => new ConformanceCase(item.GetProperty("id").GetString()!, token => LogServerCase.FirstDifferenceAsync(item, token))),
        .. Items(folder, "agent-encoding.json").Select(item => new ConformanceCase($"encoding {item.GetProperty("title").GetString()}", _ => Task.FromResult(LogEncodingCase.FirstDifference(item)))),
    ];

    private static IEnumerable<JsonElement> Items(string folder, string pattern) => Directory.EnumerateFiles(folder, pattern).Order(StringComparer.Ordinal)
        .SelectMany(path => JsonDocument.Parse(FrameJson.Mark(File.ReadAllText(path))).RootElement.EnumerateArray());
}
