using System.Globalization;

namespace Scalewright.Agents.Wire;

/// <summary>Names of files that are not whole yet. Those that an earlier agent left are deleted when their folder is written to again.</summary>
internal sealed class PartialFiles(INodeFiles files)
{
    private const string Beginning = ".scalewright-";
    private const string Ending = ".part";

    private readonly Lock _gate = new();
    private readonly HashSet<string> _active = new(StringComparer.Ordinal);
    private long _count;

    /// <summary>A name beside a path that nothing else has.</summary>
    public async Task<string> BeginAsync(string path, CancellationToken cancellationToken)
    {
        string folder = path[..(path.LastIndexOf('/') + 1)];
        string partial;
        lock (_gate)
        {
            partial = $"{folder}{Beginning}{(++_count).ToString(CultureInfo.InvariantCulture)}{Ending}";
            _active.Add(partial);
        }

        try
        {
            await DeleteLeftAsync(folder, cancellationToken);
            return partial;
        }
        catch
        {
            End(partial);
            throw;
        }
    }

    public void End(string partial)
    {
        lock (_gate)
        {
            _active.Remove(partial);
        }
    }

    /// <summary>Deletes what came of it. Never ended early, and a disk that fails at it too has failed before.</summary>
    public async Task AbandonAsync(string partial)
    {
        try
        {
            await files.DeleteAsync(partial, CancellationToken.None);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // It is deleted when the folder is written to again.
        }
        finally
        {
            End(partial);
        }
    }

    private async Task DeleteLeftAsync(string folder, CancellationToken cancellationToken)
    {
        ValueList<string> names = await files.ListAsync(folder.Length > 1 ? folder.TrimEnd('/') : folder, cancellationToken);
        foreach (string name in names.Where(name => name.StartsWith(Beginning, StringComparison.Ordinal) && name.EndsWith(Ending, StringComparison.Ordinal)))
        {
            if (!IsActive(folder + name))
            {
                await files.DeleteAsync(folder + name, cancellationToken);
            }
        }
    }

    private bool IsActive(string path)
    {
        lock (_gate)
        {
            return _active.Contains(path);
        }
    }
}
