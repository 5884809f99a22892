using Scalewright.Agents.Services;

namespace Scalewright.Agents.BuiltIn;

/// <summary>Reads facts from a node's files and programs. A node without them yields empty results.</summary>
internal static class NodeFactsSource
{
    /// <summary>Reads a file. Does not use <c>CopyToAsync</c>, which would leave the loop of a simulation.</summary>
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

    public static async Task<string> ProgramAsync(ServiceContext context, ValueList<string> command, CancellationToken cancellationToken)
    {
        const int MaxBytes = 4096;
        try
        {
            ProcessOutput output = new(MaxBytes);
            int code = await context.Processes.RunAsync(new CommandRequest(command), output, cancellationToken);
            return code == 0 ? Encoding.UTF8.GetString(output.GetOutput()).Trim() : "";
        }
        catch (Exception missing) when (missing is IOException or UnauthorizedAccessException or AgentException)
        {
            return "";
        }
    }

    /// <summary>Returns the value of the first line with the key before the separator; empty if not found.</summary>
    public static string Value(string text, string key, char separator) =>
        text.Split('\n')
            .Select(line => line.Split(separator, 2))
            .Where(parts => parts.Length == 2 && parts[0].Trim() == key)
            .Select(static parts => parts[1].Trim().Trim('"'))
            .FirstOrDefault()
        ?? "";

    /// <summary>Converts a value like <c>16384000 kB</c> to MiB; null if it is not a number.</summary>
    public static long? ParseMebibytes(string value) =>
        long.TryParse(value.Split(' ')[0], CultureInfo.InvariantCulture, out long kibibytes) ? kibibytes / 1024 : null;
}
