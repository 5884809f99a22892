namespace Scalewright.Providers.Minimega.Guests;

/// <summary>
/// Accesses the files of a guest. Files are held in memory and transferred as text in commands and responses.
/// </summary>
internal sealed class GuestFiles(GuestCalls calls, int bytesMax) : INodeFiles
{
    private const int PieceBytes = 256 * 1024;

    public async ValueTask<Stream> OpenAsync(string path, CancellationToken cancellationToken)
    {
        MemoryStream content = new();
        while (true)
        {
            GuestResponse answer = await AskAsync(GuestScripts.Read(path, content.Length), path, cancellationToken);
            long size = answer.NumberOf("size");
            if (size > bytesMax)
            {
                throw TooLarge(path, size);
            }

            byte[] piece = answer.BytesOf("content");
            content.Write(piece);
            if (content.Length >= size)
            {
                content.Position = 0;
                return content;
            }

            if (piece.Length == 0)
            {
                throw new IOException($"'{TextEscaping.Escape(path)}' became shorter while it was read");
            }
        }
    }

    public ValueTask<Stream> CreateAsync(string path, CancellationToken cancellationToken) =>
        new(new GuestFileStream((content, token) => WriteAsync(path, content, token)));

    public async ValueTask RenameAsync(string path, string newPath, CancellationToken cancellationToken) =>
        await AskAsync(GuestScripts.Rename(path, newPath), newPath, cancellationToken);

    public async ValueTask DeleteAsync(string path, CancellationToken cancellationToken) =>
        await AskAsync(GuestScripts.Delete(path), path, cancellationToken);

    public async ValueTask<ValueList<string>> ListAsync(string folder, CancellationToken cancellationToken)
    {
        GuestResponse answer = await AskAsync(GuestScripts.List(folder), folder, cancellationToken);
        return Encoding.UTF8.GetString(answer.BytesOf("names"))
            .Split('\0', StringSplitOptions.RemoveEmptyEntries)
            .Order(StringComparer.Ordinal)
            .ToValueList();
    }

    private async Task WriteAsync(string path, byte[] content, CancellationToken cancellationToken)
    {
        if (content.Length > bytesMax)
        {
            throw TooLarge(path, content.Length);
        }

        IEnumerable<byte[]> pieces = content.Length > 0 ? content.Chunk(PieceBytes) : [[]];
        foreach ((int index, byte[] piece) in pieces.Index())
        {
            await AskAsync(GuestScripts.Append(path, piece, isFirst: index == 0), path, cancellationToken);
        }

        GuestResponse end = await AskAsync(GuestScripts.Finish(path), path, cancellationToken);
        if (end.NumberOf("size") != content.Length)
        {
            throw new IOException(
                $"'{TextEscaping.Escape(path)}' has {end.NumberOf("size")} bytes after {content.Length} were written; "
                + "another program writes to it");
        }
    }

    private static IOException TooLarge(string path, long size) =>
        new($"'{TextEscaping.Escape(path)}' has {size} bytes, more than {nameof(MinimegaOptions.MaxFileBytes)} allows");

    private async Task<GuestResponse> AskAsync(string script, string path, CancellationToken cancellationToken)
    {
        GuestResponse answer = await calls.AskAsync(script, cancellationToken);
        Check(answer, path);
        return answer;
    }

    private static void Check(GuestResponse answer, string path)
    {
        string shown = TextEscaping.Escape(path);
        Exception? fault = answer.Fault switch
        {
            "" => null,
            "missing" => new FileNotFoundException($"there is no '{shown}'"),
            "denied" => new UnauthorizedAccessException($"access to '{shown}' is denied"),
            "directory" => new IOException($"'{shown}' is a folder"),
            "full" => new IOException($"'{shown}' cannot be written; its disk may be full"),
            var other => new IOException($"'{shown}': {TextEscaping.Escape(other)}"),
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
