using Scalewright.Agents.Services;

namespace Scalewright.Agents.BuiltIn;

/// <summary>Reads what a node tells of itself in files and by programs. A node that has neither tells nothing.</summary>
internal static class NodeText
{
    /// <summary>The content of a file. Not by <c>CopyToAsync</c>, which leaves the loop of a simulation.</summary>
    /// <exception cref="IOException">There is no such file, or the disk failed.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static async Task<byte[]> ReadAllAsync(INodeFiles files, string path, CancellationToken cancellationToken)
    {
        await using Stream file = await files.OpenAsync(path, cancellationToken);
        ArrayBufferWriter<byte> bytes = new();
        int count;
        while ((count = await file.ReadAsync(bytes.GetMemory(16 * 1024), cancellationToken)) > 0)
        {
            bytes.Advance(count);
        }

        return bytes.WrittenSpan.ToArray();
    }

    public static async Task<string> FileAsync(ServiceContext context, string path, CancellationToken cancellationToken)
    {
        try
        {
            return Encoding.UTF8.GetString(await ReadAllAsync(context.Files, path, cancellationToken));
        }
        catch (Exception missing) when (missing is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    public static async Task<string> ProgramAsync(ServiceContext context, ValueList<string> words, CancellationToken cancellationToken)
    {
        const int BytesMax = 4096;
        try
        {
            ProgramOutput output = new(BytesMax);
            int code = await context.Programs.RunAsync(new CommandRequest(words), output, cancellationToken);
            return code == 0 ? Encoding.UTF8.GetString(output.TakeOutput()).Trim() : "";
        }
        catch (Exception missing) when (missing is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    /// <summary>The value of the first line that begins with a key, a separator after it; empty when there is none.</summary>
    public static string Value(string text, string key, char separator) => text.Split('\n')
        .Select(line => line.Split(separator, 2))
        .Where(parts => parts.Length == 2 && parts[0].Trim() == key)
        .Select(static parts => parts[1].Trim().Trim('"'))
        .FirstOrDefault() ?? "";

    /// <summary>A value such as <c>16384000 kB</c> in MiB; null when it is none.</summary>
    public static long? MebibytesOf(string value) => long.TryParse(value.Split(' ')[0], CultureInfo.InvariantCulture, out long kibibytes) ? kibibytes / 1024 : null;
}
