using System.Text.Json.Serialization;
using Scalewright.Journals;
using Scalewright.Providers;

namespace Scalewright.Clusters.Reaping;

/// <summary>File that lists leaked resources: written atomically, deleted if nothing is leaked.</summary>
internal static class LeakReportFile
{
    public const string Name = "leaked.json";
    private static readonly TimeSpan DiskTimeout = TimeSpan.FromSeconds(30);

    public static async Task WriteAsync(IFileSystem files, string path, ReapReport report, TimeProvider clock)
    {
        StoreFolder folder = new(files, Path.GetDirectoryName(Path.GetFullPath(path))!, clock, DiskTimeout);
        string name = Path.GetFileName(path);
        try
        {
            if (report.IsClean)
            {
                folder.DeleteIfThere(name);
                return;
            }

            string temporary = name + StoreFolder.TemporaryEnding;
            using (IFile file = folder.CreateFresh(temporary))
            {
                file.AppendAll(
                    JsonSerializer.SerializeToUtf8Bytes(LeakReport.From(report, clock.GetUtcNow()), LeakReportJson.Default.LeakReport)
                );
                await folder.FlushAsync(file);
            }

            folder.Rename(temporary, name);
            await folder.FlushNamesAsync();
        }
        catch (FileSystemException exception)
        {
            throw folder.Fail(StateProblems.OfDisk(exception), exception);
        }
    }
}

internal sealed record LeakReport(DateTimeOffset At, int Tries, IReadOnlyList<LeakReportEntry> Resources)
{
    public static LeakReport From(ReapReport report, DateTimeOffset at) =>
        new(at, report.AttemptCount, [.. report.Remaining.Concat(report.Terminating.Select(ToLeaked)).Select(LeakReportEntry.From)]);

    private static LeakedResource ToLeaked(Resource resource) => new(resource, ClusterProblems.StillTerminating(resource));
}

/// <summary>Resource that was not removed.</summary>
/// <param name="Id">ID of the resource at the provider.</param>
/// <param name="Owner">Lineage and cluster of its ownership tag.</param>
/// <param name="Target">Kind of the resource, in lower case.</param>
/// <param name="Name">Name in the topology.</param>
/// <param name="Token">Token of the request that created it.</param>
/// <param name="CreatedAt">Time of its creation, as the provider reports it.</param>
/// <param name="Code">ID of the problem of its removal.</param>
/// <param name="Reason">Message of that problem.</param>
internal sealed record LeakReportEntry(
    string Id,
    string Owner,
    string Target,
    string Name,
    string Token,
    DateTimeOffset CreatedAt,
    string Code,
    string Reason
)
{
    public static LeakReportEntry From(LeakedResource leaked) =>
        new(
            leaked.Resource.Id,
            leaked.Resource.Tag.Owner.ToString(),
            leaked.Resource.Tag.Target.ToString().ToLowerInvariant(),
            leaked.Resource.Tag.Name,
            leaked.Resource.Tag.Token,
            leaked.Resource.CreatedAt,
            leaked.Problem.Code.Id,
            leaked.Problem.Message
        );
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(LeakReport))]
internal sealed partial class LeakReportJson : JsonSerializerContext;
