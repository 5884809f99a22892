namespace Scalewright.Providers.Ssh.Files;

/// <summary>Names of what is to be packed, as <c>tar --null -T -</c> reads them.</summary>
internal static class NameList
{
    private const int PieceChars = 32 * 1024;

    /// <summary>Sends the names, and that they are all.</summary>
    public static async Task WriteAsync(SshStream stream, IEnumerable<string> paths, CancellationToken cancellationToken)
    {
        StringBuilder names = new();
        foreach (string path in paths)
        {
            names.Append("./").Append(path).Append('\0');
            if (names.Length >= PieceChars)
            {
                await stream.WriteAsync(Encoding.UTF8.GetBytes(names.ToString()), cancellationToken);
                names.Clear();
            }
        }

        await stream.WriteAsync(Encoding.UTF8.GetBytes(names.ToString()), cancellationToken);
        stream.EndInput();
    }
}
