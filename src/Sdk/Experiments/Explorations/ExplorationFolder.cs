using System.Security.Cryptography;
using Scalewright.Sweeps;

namespace Scalewright.Explorations;

/// <summary>Folder of a campaign in a store: its definition, its sweeps, and its report.</summary>
internal sealed class ExplorationFolder
{
    /// <summary>File that marks the sweeps of explorations.</summary>
    public const string Mark = "exploration";

    public const string ReportName = "report.json";
    private const string CampaignName = "campaign.json";
    private const int NumberLength = 3;

    private static readonly SeedJson Indented = new(new JsonSerializerOptions(SeedJson.Default.Options) { WriteIndented = true });

    private ExplorationFolder(string path, CampaignJson campaign) => (FullPath, Campaign) = (path, campaign);

    public string FullPath { get; }

    public CampaignJson Campaign { get; }

    /// <summary>Indicates whether the campaign has ended with a complete report.</summary>
    private bool HasEnded => File.Exists(Path.Combine(FullPath, ReportName)) && ReadReport(FullPath) is { IsComplete: true };

    /// <summary>Returns the newest unfinished folder of the same campaign, or null.</summary>
    public static ExplorationFolder? FindUnfinished(string store, CampaignJson campaign) =>
        GetFolders(store)
            .Reverse()
            .Select(path => new ExplorationFolder(path, campaign))
            .Where(folder => !folder.HasEnded)
            .FirstOrDefault(folder =>
                File.Exists(Path.Combine(folder.FullPath, CampaignName))
                && File.ReadAllText(Path.Combine(folder.FullPath, CampaignName)) == campaign.ToText()
            );

    /// <summary>Creates the next folder of a store.</summary>
    public static ExplorationFolder Create(string store, CampaignJson campaign)
    {
        int next = GetFolders(store).Select(ParseNumber).DefaultIfEmpty().Max() + 1;
        string path = Path.Combine(Path.GetFullPath(store), next.ToString($"D{NumberLength}", CultureInfo.InvariantCulture));
        Directory.CreateDirectory(path);
        File.WriteAllText(Path.Combine(path, CampaignName), campaign.ToText());
        return new ExplorationFolder(path, campaign);
    }

    /// <summary>Returns the reports of the other campaigns of the store, newest first.</summary>
    public IEnumerable<(string Name, CampaignReport Report)> ReadOthers() =>
        GetFolders(Path.GetDirectoryName(FullPath)!)
            .Reverse()
            .Where(path => path != FullPath && File.Exists(Path.Combine(path, ReportName)))
            .Select(path => (Name: Path.GetFileName(path), Report: ReadReport(path)))
            .Where(entry => entry.Report is not null)
            .Select(entry => (entry.Name, entry.Report!));

    /// <summary>Returns a sweep of ranges.</summary>
    public SweepFolder CreateSweep(string name, IEnumerable<SeedPoint> points)
    {
        string path = Path.Combine(FullPath, name);
        Directory.CreateDirectory(path);
        File.WriteAllText(Path.Combine(path, Mark), "");
        return SweepFolder.Create(path, points.Select(point => point.ToPoint()));
    }

    public void WriteReport(CampaignReport report) =>
        File.WriteAllText(Path.Combine(FullPath, ReportName), JsonSerializer.Serialize(report, Indented.CampaignReport) + "\n");

    /// <summary>Returns the SHA-256 of the assemblies beside the tests, in hexadecimal.</summary>
    public static string ComputeHash(string testFile)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string file in Directory.EnumerateFiles(Path.GetDirectoryName(testFile)!, "*.dll").Order(StringComparer.Ordinal))
        {
            hash.AppendData(Encoding.UTF8.GetBytes(Path.GetFileName(file) + "\n"));
            hash.AppendData(SHA256.HashData(File.ReadAllBytes(file)));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static CampaignReport? ReadReport(string path)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllText(Path.Combine(path, ReportName)), SeedJson.Default.CampaignReport);
        }
        catch (JsonException)
        {
            // A killed program left an incomplete report.
            return null;
        }
    }

    private static IEnumerable<string> GetFolders(string store) =>
        !Directory.Exists(store)
            ? []
            : Directory.EnumerateDirectories(Path.GetFullPath(store)).Where(path => ParseNumber(path) > 0).OrderBy(ParseNumber);

    private static int ParseNumber(string path) =>
        int.TryParse(Path.GetFileName(path), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 0;
}

/// <summary>Definition of a campaign. Campaigns with the same text have the same report.</summary>
/// <param name="Tests">Path of the test assembly.</param>
/// <param name="Content">Hash of the test assembly, so that changed tests have another campaign.</param>
/// <param name="Test">Part of the full name of the tests; empty: all tests.</param>
/// <param name="FirstSeed">First seed of the campaign.</param>
/// <param name="Seeds">Number of seeds.</param>
/// <param name="RangeSize">Number of seeds that one process runs.</param>
/// <param name="Version">Version of the package that runs the campaign.</param>
internal sealed record CampaignJson(string Tests, string Content, string Test, long FirstSeed, long Seeds, int RangeSize, string Version)
{
    public string ToText() => JsonSerializer.Serialize(this, SeedJson.Default.CampaignJson) + "\n";
}
