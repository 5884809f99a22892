namespace Scalewright.Storage.Testing.Simulated;

// Clients, and files of clients and servers.
internal sealed partial class SimulatedOperations
{
    private const string ProcFolder = "/proc/";

    public Task MountAsync(string client, string mount, CancellationToken cancellationToken = default) => _cluster.Clients.MountAsync(ClientOf(client), mount, cancellationToken);

    public Task UnmountAsync(string client, string mount, CancellationToken cancellationToken = default) => _cluster.Clients.UnmountAsync(ClientOf(client), mount, cancellationToken);

    public Task<ValueList<string>> MountsOfAsync(string client, CancellationToken cancellationToken = default) => Task.FromResult(_cluster.Clients.Of(ClientOf(client)));

    public Task<string> ReadFileAsync(string host, string path, CancellationToken cancellationToken = default)
    {
        string known = HostOf(host);
        bool isClient = IsClient(known);
        return Task.FromResult(!path.StartsWith(ProcFolder, StringComparison.Ordinal) ? _files.Read(known, path)
            : isClient ? _cluster.Proc.ReadOnClient(known, path)
            : _cluster.Proc.ReadOnServer(known, path));
    }

    public Task WriteFileAsync(string host, string path, string text, CancellationToken cancellationToken = default)
    {
        _files.Write(HostOf(host), Writable(host, path), text);
        return Task.CompletedTask;
    }

    public Task RenameFileAsync(string host, string path, string newPath, CancellationToken cancellationToken = default)
    {
        _files.Rename(HostOf(host), Writable(host, path), Writable(host, newPath));
        return Task.CompletedTask;
    }

    public Task DeleteFileAsync(string host, string path, CancellationToken cancellationToken = default)
    {
        _files.Delete(HostOf(host), Writable(host, path));
        return Task.CompletedTask;
    }

    public Task<ValueList<string>> ListFilesAsync(string host, string folder, CancellationToken cancellationToken = default) => Task.FromResult(_files.Below(HostOf(host), folder));

    private bool IsClient(string host) => Site.Clients.Contains(host, StringComparer.Ordinal);

    private string ClientOf(string client) => IsClient(client) ? client : throw Refused(ProblemCode.UnknownReference, client, "is no client of this site", "list it in the site's file");

    private string HostOf(string host) => IsClient(host) ? host : UpOf(host);

    private static string Writable(string host, string path) => path.StartsWith(ProcFolder, StringComparison.Ordinal)
        ? throw Refused(ProblemCode.UnsafePath, host, $"'{Printable.Escape(path)}' cannot be changed by hand", "have the manager change the setting")
        : path;
}
