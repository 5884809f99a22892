using Scalewright.Agents;

namespace Scalewright.Storage.Testing.Remote;

/// <summary>A node that hosts of a site are put on.</summary>
/// <param name="Connection">The way into it.</param>
/// <param name="Door">Where the node reaches manager and equipment.</param>
/// <param name="Folder">The folder on it that is the site's.</param>
internal sealed record SiteMachine(INodeConnection Connection, Uri Door, string Folder)
{
    /// <summary>Runs a command.</summary>
    public Task<CommandResult> RunAsync(ValueList<string> words, CancellationToken cancellationToken) => Connection.RunAsync(new CommandRequest(words), cancellationToken);

    /// <summary>The folder of a host.</summary>
    public string FolderOf(string host) => $"{Folder}/{host}";
}
