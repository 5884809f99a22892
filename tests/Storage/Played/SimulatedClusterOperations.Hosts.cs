namespace Storage.Operations.Tests;

// Clients, and files of clients and servers.
internal abstract partial class SimulatedClusterOperations
{
    private const string ProcFolder = "/proc/";

    public Task MountAsync(string client, string mount, CancellationToken cancellationToken = default) =>
        cluster.Clients.MountAsync(ClientOf(client), mount, cancellationToken);

    public Task UnmountAsync(string client, string mount, CancellationToken cancellationToken = default) =>
        cluster.Clients.UnmountAsync(ClientOf(client), mount, cancellationToken);

    public Task<ValueList<string>> GetMountsAsync(string client, CancellationToken cancellationToken = default) =>
        Task.FromResult(cluster.Clients.GetMounts(ClientOf(client)));

    public async Task<string> ReadFileAsync(string host, string path, CancellationToken cancellationToken = default)
    {
        string known = HostOf(host);
        bool isClient = IsClient(known);
        return !path.StartsWith(ProcFolder, StringComparison.Ordinal) ? await files.ReadAsync(known, path, cancellationToken)
            : isClient ? cluster.Proc.ReadOnClient(known, path)
            : cluster.Proc.ReadOnServer(known, path);
    }

    public async Task WriteFileAsync(string host, string path, string text, CancellationToken cancellationToken = default) =>
        await files.WriteAsync(HostOf(host), Writable(host, path), text, cancellationToken);

    public async Task RenameFileAsync(string host, string path, string newPath, CancellationToken cancellationToken = default) =>
        await files.RenameAsync(HostOf(host), Writable(host, path), Writable(host, newPath), cancellationToken);

    public async Task DeleteFileAsync(string host, string path, CancellationToken cancellationToken = default) =>
        await files.DeleteAsync(HostOf(host), Writable(host, path), cancellationToken);

    public async Task<ValueList<string>> ListFilesAsync(string host, string folder, CancellationToken cancellationToken = default) =>
        await files.ListAsync(HostOf(host), folder, cancellationToken);

    private bool IsClient(string host) => Site.Clients.Contains(host, StringComparer.Ordinal);

    private string ClientOf(string client) =>
        IsClient(client)
            ? client
            : throw Refused(ProblemCode.UnknownReference, client, "is not a client of this site", "list it in the site's file");

    private string HostOf(string host) => IsClient(host) ? host : UpOf(host);

    private static string Writable(string host, string path) =>
        path.StartsWith(ProcFolder, StringComparison.Ordinal)
            ? throw Refused(
                ProblemCode.UnsafePath,
                host,
                $"'{TextEscaping.Escape(path)}' cannot be changed by hand",
                "have the manager change the setting"
            )
            : path;
}
