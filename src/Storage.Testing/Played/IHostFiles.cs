namespace Scalewright.Storage.Testing.Played;

/// <summary>The files of servers and clients. They survive reboots.</summary>
internal interface IHostFiles
{
    Task<string> ReadAsync(string host, string path, CancellationToken cancellationToken);

    Task WriteAsync(string host, string path, string text, CancellationToken cancellationToken);

    Task RenameAsync(string host, string path, string newPath, CancellationToken cancellationToken);

    Task DeleteAsync(string host, string path, CancellationToken cancellationToken);

    Task<ValueList<string>> ListAsync(string host, string folder, CancellationToken cancellationToken);
}
