using System.Security.Cryptography;
using System.Text;
using Scalewright.Agents.Services;
using Scalewright.Agents.Wire;

namespace Scalewright.Agents.BuiltIn;

/// <summary>Keeps texts as files of the agent's folder, each whole or not at all; in memory where it has none.</summary>
internal sealed class AgentDataService(ServiceContext context) : IAgentData
{
    private const string Beginning = "data-";
    private const string Ending = ".json";

    private readonly MemoryFiles _memory = new();

    private INodeFiles Files => context.Folder.Length == 0 ? _memory : context.Files;

    public async Task SaveAsync(DataKey key, string text, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(key.Kind);
        string path = PathOf(key);
        Stream file = await Files.CreateAsync(path + ".new", cancellationToken);
        await using (file)
        {
            await file.WriteAsync(AgentJson.Write(new StoredText { Kind = key.Kind, Name = key.Name, Text = text }, AgentJson.Default.StoredText), cancellationToken);
            await file.FlushAsync(cancellationToken);
        }

        await Files.RenameAsync(path + ".new", path, CancellationToken.None);
    }

    public async Task<string?> LoadAsync(DataKey key, CancellationToken cancellationToken) => (await ReadAsync(PathOf(key), cancellationToken))?.Text;

    public async Task<bool> DeleteAsync(DataKey key, CancellationToken cancellationToken)
    {
        bool isThere = await LoadAsync(key, cancellationToken) is not null;
        await Files.DeleteAsync(PathOf(key), CancellationToken.None);
        return isThere;
    }

    public async Task<ValueList<DataKey>> ListAsync(CancellationToken cancellationToken)
    {
        List<DataKey> keys = [];
        foreach (string name in await NamesAsync(cancellationToken))
        {
            if (await ReadAsync($"{Folder}/{name}", cancellationToken) is { } stored)
            {
                keys.Add(new DataKey(stored.Kind, stored.Name));
            }
        }

        return keys.OrderBy(static key => key.Kind, StringComparer.Ordinal).ThenBy(static key => key.Name, StringComparer.Ordinal).ToValueList();
    }

    private string Folder => context.Folder.Length == 0 ? "/data" : context.Folder;

    // Whatever is in a name, the file has another one.
    private string PathOf(DataKey key) => $"{Folder}/{Beginning}{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{key.Kind}\n{key.Name}")).AsSpan(0, 16))}{Ending}";

    private async Task<IEnumerable<string>> NamesAsync(CancellationToken cancellationToken)
    {
        try
        {
            return (await Files.ListAsync(Folder, cancellationToken))
                .Where(static name => name.StartsWith(Beginning, StringComparison.Ordinal) && name.EndsWith(Ending, StringComparison.Ordinal));
        }
        catch (IOException)
        {
            // Nothing was saved yet.
            return [];
        }
    }

    private async Task<StoredText?> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return AgentJson.Read(await NodeText.ReadAllAsync(Files, path, cancellationToken), AgentJson.Default.StoredText);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }
}
