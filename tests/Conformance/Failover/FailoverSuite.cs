using System.Text.Json.Nodes;

namespace Conformance.Failover;

/// <summary>High availability: the resource model by both rule sets, the same with power, and scores as Pacemaker has them.</summary>
public sealed class FailoverSuite : ISuite
{
    /// <inheritdoc/>
    public string Name => "failover";

    /// <inheritdoc/>
    public IEnumerable<ConformanceCase> Cases(string folder) =>
        Directory.EnumerateFiles(folder, "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal).SelectMany(CasesOf);

    private static IEnumerable<ConformanceCase> CasesOf(string path)
    {
        string name = Path.GetFileNameWithoutExtension(path);
        JsonObject item = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
        if (item.ContainsKey("steps"))
        {
            return [new ConformanceCase(name, _ => Task.FromResult(PacemakerCases.FirstDifference(item)))];
        }

        return item.ContainsKey("strict")
            ? ResourceModelCases.Of(name, item)
            : [new ConformanceCase(name, token => PowerCases.FirstDifferenceAsync(item, token))];
    }
}
