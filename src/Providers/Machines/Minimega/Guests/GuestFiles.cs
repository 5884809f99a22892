namespace Scalewright.Providers.Minimega.Guests;

/// <summary>
/// Accesses the files of a guest. Files are held in memory and transferred as text in commands and responses.
/// </summary>
internal sealed class GuestFiles(GuestCalls calls, int maxBytes) : INodeFiles
{
    private const int PieceBytes = 256 * 1024;

    public async ValueTask<Stream> OpenAsync(string path, CancellationToken cancellationToken)
    {
        MemoryStream content = new();
        while (true)
        {
            GuestResponse response = await RequestAsync(GuestScripts.Read(path, content.Length), path, cancellationToken);
            long size = response.GetNumber("size");
            if (size > maxBytes)
            {
                throw TooLarge(path, size);
            }

            byte[] chunk = response.GetBytes("content");
            content.Write(chunk);
            if (content.Length >= size)
            {
                content.Position = 0;
                return content;
            }

            if (chunk.Length == 0)
            {
                throw new IOException($"'{TextEscaping.Escape(path)}' became shorter while it was read");
            }
        }
    }

    public ValueTask<Stream> CreateAsync(string path, CancellationToken cancellationToken) =>
        new(new GuestFileStream((content, token) => WriteAsync(path, content, token)));

    public async ValueTask RenameAsync(string path, string newPath, CancellationToken cancellationToken) =>
        await RequestAsync(GuestScripts.Rename(path, newPath), newPath, cancellationToken);

    public async ValueTask DeleteAsync(string path, CancellationToken cancellationToken) =>
        await RequestAsync(GuestScripts.Delete(path), path, cancellationToken);

    public async ValueTask<ValueList<string>> ListAsync(string folder, CancellationToken cancellationToken)
    {
        GuestResponse response = await RequestAsync(GuestScripts.List(folder), folder, cancellationToken);
        return Encoding
            .UTF8.GetString(response.GetBytes("names"))
            .Split('\0', StringSplitOptions.RemoveEmptyEntries)
            .Order(StringComparer.Ordinal)
            .ToValueList();
    }

    public async ValueTask CreateFolderAsync(string path, CancellationToken cancellationToken) =>
        await RequestAsync(GuestScripts.CreateFolder(path), path, cancellationToken);

    private async Task WriteAsync(string path, byte[] content, CancellationToken cancellationToken)
    {
        if (content.Length > maxBytes)
        {
            throw TooLarge(path, content.Length);
        }

        IEnumerable<byte[]> chunks =
            content.Length > 0
                ? content.Chunk(PieceBytes)
                :
                [
                    [],
                ];
        foreach ((int index, byte[] chunk) in chunks.Index())
        {
            await RequestAsync(GuestScripts.Append(path, chunk, isFirst: index == 0), path, cancellationToken);
        }

        GuestResponse end = await RequestAsync(GuestScripts.Finish(path), path, cancellationToken);
        if (end.GetNumber("size") != content.Length)
        {
            throw new IOException(
                $"'{TextEscaping.Escape(path)}' has {end.GetNumber("size")} bytes after {content.Length} were written; "
                    + "another program writes to it"
            );
        }
    }

    private static IOException TooLarge(string path, long size) =>
        new($"'{TextEscaping.Escape(path)}' has {size} bytes, more than {nameof(MinimegaOptions.MaxFileBytes)} allows");

    private async Task<GuestResponse> RequestAsync(string script, string path, CancellationToken cancellationToken)
    {
        GuestResponse response = await calls.RunAsync(script, cancellationToken);
        Check(response, path);
        return response;
    }

    private static void Check(GuestResponse response, string path)
    {
        string shown = TextEscaping.Escape(path);
        Exception? fault = response.Fault switch
        {
            "" => null,
            "missing" => new FileNotFoundException($"there is no '{shown}'"),
            "denied" => new UnauthorizedAccessException($"access to '{shown}' is denied"),
            "directory" => new IOException($"'{shown}' is a folder"),
            "file" => new IOException($"'{shown}' is a file"),
            "full" => new IOException($"'{shown}' cannot be written; its disk may be full"),
            var error => new IOException($"'{shown}': {TextEscaping.Escape(error)}"),
        };
        if (fault is not null)
        {
            throw fault;
        }
    }
}

/// <summary>Collects written data and sends it to the guest on flush.</summary>
internal sealed class GuestFileStream(Func<byte[], CancellationToken, Task> send) : MemoryStream
{
    public override Task FlushAsync(CancellationToken cancellationToken) => send(ToArray(), cancellationToken);
}
