namespace Storage.Operations.Tests;

internal sealed class HostFiles : IHostFiles
{
    private readonly SortedDictionary<(string Host, string Path), string> _files = new(
        Comparer<(string Host, string Path)>.Create(
            static (one, other) =>
                (string.CompareOrdinal(one.Host, other.Host), string.CompareOrdinal(one.Path, other.Path)) switch
                {
                    (0, int path) => path,
                    (int host, _) => host,
                }
        )
    );

    public Task<string> ReadAsync(string host, string path, CancellationToken cancellationToken) => Task.FromResult(Read(host, path));

    public Task WriteAsync(string host, string path, string text, CancellationToken cancellationToken)
    {
        _files[(host, FilePath.Checked(host, path))] = text;
        return Task.CompletedTask;
    }

    public async Task RenameAsync(string host, string path, string newPath, CancellationToken cancellationToken)
    {
        await WriteAsync(host, newPath, Read(host, path), cancellationToken);
        if (path != newPath)
        {
            _files.Remove((host, path));
        }
    }

    public Task DeleteAsync(string host, string path, CancellationToken cancellationToken) =>
        _files.Remove((host, path)) ? Task.CompletedTask : throw FilePath.Missing(host, path);

    public Task<ValueList<string>> ListAsync(string host, string folder, CancellationToken cancellationToken) =>
        Task.FromResult(
            _files
                .Keys.Where(file => file.Host == host && file.Path.StartsWith(folder.TrimEnd('/') + "/", StringComparison.Ordinal))
                .Select(file => file.Path)
                .ToValueList()
        );

    private string Read(string host, string path) =>
        _files.TryGetValue((host, path), out string? text) ? text : throw FilePath.Missing(host, path);
}
