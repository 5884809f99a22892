namespace Conformance.VirtCluster;

/// <summary>Suite <c>vt-cluster-state</c>.</summary>
public sealed class StateSuite : ISuite
{
    public string Name => "vt-cluster-state";

    public IEnumerable<ConformanceCase> Cases(string folder) =>
        JsonNode
            .Parse(File.ReadAllText(Path.Combine(folder, "cases.json")))!
            .AsArray()
            .Select(item => new ConformanceCase(item!["id"]!.GetValue<string>(), _ => Task.FromResult(FirstDifference(item!))));

    private static string? FirstDifference(JsonNode item)
    {
        StateRun run = new();
        foreach ((JsonNode? step, JsonNode? expected) in item["events"]!.AsArray().Zip(item["trace"]!.AsArray()))
        {
            string actual = run.Apply(step!).ToJsonString();
            string wanted = StateRun.Ordered(expected!.AsObject()).ToJsonString();
            if (actual != wanted)
            {
                return $"after {step!.ToJsonString()}: expected {wanted} but got {actual}";
            }
        }

        return null;
    }
}
