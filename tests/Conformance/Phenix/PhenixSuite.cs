namespace Conformance.Phenix;

/// <summary>Cases write to folders below <c>/tmp</c> that they empty first.</summary>
public sealed class PhenixSuite : ISuite
{
    public string Name => "phenix";

    public IEnumerable<ConformanceCase> Cases(string folder)
    {
        using JsonDocument manifest = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "manifest.json")));
        foreach (JsonElement item in manifest.RootElement.GetProperty("cases").EnumerateArray())
        {
            string name = item.GetProperty("id").GetString()!;
            string place = Path.Combine(folder, "cases", name);
            yield return new ConformanceCase(name, cancellationToken => FirstDifferenceAsync(place, cancellationToken));
        }
    }

    private static async Task<string?> FirstDifferenceAsync(string place, CancellationToken cancellationToken)
    {
        PhenixCase expected = PhenixCase.Read(place);
        PhenixResult actual = await PhenixRun.RunAsync(expected, cancellationToken);
        return PhenixCheck.FirstDifference(expected, actual);
    }
}
