using Scalewright.Journals;

namespace Scalewright.Clusters.Reaping;

/// <summary>File that lists leaked resources: written atomically, deleted if nothing is leaked.</summary>
internal static class LeakedFile
{
    public const string Name = "leaked.json";
    private static readonly TimeSpan DiskDeadline = TimeSpan.FromSeconds(30);

    public static async Task WriteAsync(IFileSystem files, string path, ReapReport report, TimeProvider clock)
    {
        StoreFolder folder = new(files, Path.GetDirectoryName(Path.GetFullPath(path))!, clock, DiskDeadline);
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
                file.AppendAll(JsonSerializer.SerializeToUtf8Bytes(LeakedList.Of(report, clock.GetUtcNow()), LeakedJson.Default.LeakedList));
                await folder.FlushAsync(file);
            }

            folder.Rename(temporary, name);
            await folder.FlushNamesAsync();
        }
        catch (DiskException exception)
        {
            throw folder.Fail(StateProblems.OfDisk(exception), exception);
        }
    }
}

internal sealed record LeakedList(DateTimeOffset At, int Tries, IReadOnlyList<LeakedEntry> Resources)
{
    public static LeakedList Of(ReapReport report, DateTimeOffset at) => new(at, report.TryCount, [.. report.Left.Select(LeakedEntry.Of)]);
}

internal sealed record LeakedEntry(string Id, string Owner, string Target, string Name, string Token, DateTimeOffset CreatedAt, string Code, string Reason)
{
    public static LeakedEntry Of(LeakedResource leaked) => new(
        leaked.Resource.Id,
        leaked.Resource.Tag.Owner.ToString(),
        leaked.Resource.Tag.Target.ToString().ToLowerInvariant(),
        leaked.Resource.Tag.Name,
        leaked.Resource.Tag.Token,
        leaked.Resource.CreatedAt,
        leaked.Problem.Code.Id,
        leaked.Problem.Found);
}
