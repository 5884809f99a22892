using Scalewright.Agents.Services;
using Scalewright.Agents.Wire;

namespace Scalewright.Agents.BuiltIn;

/// <summary>Stores texts atomically as files in the agent's folder, or in memory if it has no folder.</summary>
internal sealed class AgentDataService(ServiceContext context) : IAgentData
{
    private const string Prefix = "data-";
    private const string Suffix = ".json";

    private readonly InMemoryFiles _memory = new();
    private long _saves;

    private INodeFiles Files => context.DataFolder.Length == 0 ? _memory : context.Files;

    public async Task SaveAsync(DataKey key, string text, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(key.Kind);
        string path = GetPath(key);
        string partial = GetPartialPath(path);
        try
        {
            await WriteAsync(
                partial,
                AgentJson.Write(
                    new AgentDataEntry
                    {
                        Kind = key.Kind,
                        Name = key.Name,
                        Text = text,
                    },
                    AgentJson.Default.AgentDataEntry
                ),
                cancellationToken
            );
            await Files.RenameAsync(partial, path, CancellationToken.None);
        }
        catch
        {
            await AbandonAsync(partial);
            throw;
        }
    }

    public async Task<string?> LoadAsync(DataKey key, CancellationToken cancellationToken) =>
        (await ReadAsync(GetPath(key), cancellationToken))?.Text;

    public async Task<bool> DeleteAsync(DataKey key, CancellationToken cancellationToken)
    {
        bool isThere = await LoadAsync(key, cancellationToken) is not null;
        await Files.DeleteAsync(GetPath(key), CancellationToken.None);
        return isThere;
    }

    public async Task<ValueList<DataKey>> ListAsync(CancellationToken cancellationToken)
    {
        List<DataKey> keys = [];
        foreach (string name in await ListNamesAsync(cancellationToken))
        {
            if (await ReadAsync($"{Folder}/{name}", cancellationToken) is { } stored)
            {
                keys.Add(new DataKey(stored.Kind, stored.Name));
            }
        }

        return keys.OrderBy(static key => key.Kind, StringComparer.Ordinal)
            .ThenBy(static key => key.Name, StringComparer.Ordinal)
            .ToValueList();
    }

    private string Folder => context.DataFolder.Length == 0 ? "/data" : context.DataFolder;

    // A hash, so that any key gives a valid file name.
    private string GetPath(DataKey key)
    {
        byte[] hash = Sha256Sum.HashData(Encoding.UTF8.GetBytes($"{OneLine(key.Kind)}\n{key.Name}"));
        return $"{Folder}/{Prefix}{Convert.ToHexStringLower(hash.AsSpan(0, 16))}{Suffix}";
    }

    // Escapes line feeds, so that the first one always separates kind and name.
    private static string OneLine(string kind) =>
        kind.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    // Concurrent saves need different names, and several agents on this machine can share a folder.
    private string GetPartialPath(string path) =>
        string.Create(CultureInfo.InvariantCulture, $"{path}.{context.Log.StartedAt.UtcTicks:x}-{Interlocked.Increment(ref _saves)}.new");

    private async Task WriteAsync(string path, byte[] content, CancellationToken cancellationToken)
    {
        await using Stream file = await Files.CreateAsync(path, cancellationToken);
        await file.WriteAsync(content, cancellationToken);
        await file.FlushAsync(cancellationToken);
    }

    private async Task AbandonAsync(string partial)
    {
        try
        {
            await Files.DeleteAsync(partial, CancellationToken.None);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // Best effort: saving has already failed.
        }
    }

    private async Task<IEnumerable<string>> ListNamesAsync(CancellationToken cancellationToken)
    {
        try
        {
            return (await Files.ListAsync(Folder, cancellationToken)).Where(static name =>
                name.StartsWith(Prefix, StringComparison.Ordinal) && name.EndsWith(Suffix, StringComparison.Ordinal)
            );
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            // Nothing was saved yet.
            return [];
        }
    }

    private async Task<AgentDataEntry?> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return AgentJson.Read(await NodeFactsSource.ReadAllAsync(Files, path, cancellationToken), AgentJson.Default.AgentDataEntry);
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }
}

internal sealed record AgentDataEntry
{
    public string Kind { get; set; } = "";

    public string Name { get; set; } = "";

    public string Text { get; set; } = "";
}
