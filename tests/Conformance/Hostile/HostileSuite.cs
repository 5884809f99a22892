namespace Conformance.Hostile;

public sealed class HostileSuite : ISuite
{
    public string Name => "hostile";

    public IEnumerable<ConformanceCase> Cases(string folder)
    {
        using JsonDocument manifest = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "manifest.json")));
        foreach (JsonElement item in manifest.RootElement.GetProperty("cases").Clone().EnumerateArray())
        {
            HostileCase hostile = new(folder, item);
            yield return new ConformanceCase(hostile.File, cancellationToken => FirstDifferenceAsync(hostile, cancellationToken));
        }
    }

    private static async Task<string?> FirstDifferenceAsync(HostileCase hostile, CancellationToken cancellationToken)
    {
        HostileResult result = HostileResult.Of(hostile);
        return HostileCheck.FirstDifference(hostile, result)
            ?? (hostile.IsBounded ? await HostileProbe.FirstDifferenceAsync(hostile, cancellationToken) : null);
    }
}
