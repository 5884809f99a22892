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

    public static async Task<string> ReadFileAsync(ServiceContext context, string path, CancellationToken cancellationToken)
    {
        try
        {
            return Encoding.UTF8.GetString(await ReadAllAsync(context.Files, path, cancellationToken));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A fact that cannot be read is reported as unknown.
            return "";
        }
    }

    public static async Task<string> RunProgramAsync(ServiceContext context, ValueList<string> command, CancellationToken cancellationToken)
    {
        const int MaxBytes = 4096;
        try
        {
            ProcessOutput output = new(MaxBytes);
            int code = await context.Processes.RunAsync(new CommandRequest(command), output, cancellationToken);
            return code == 0 ? Encoding.UTF8.GetString(output.GetOutput()).Trim() : "";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or AgentException)
        {
            // A node without the program does not have the fact.
            return "";
        }
    }
}
