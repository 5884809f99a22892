namespace Loopback;

/// <summary>How a server that is started by hand gets its port.</summary>
internal static class Listening
{
    private const int PortMax = 65_535;

    /// <summary>Reads what is told of a port: one word, or none, which is 0, for which the system takes a free one.</summary>
    public static bool TryReadPort(string[] words, out int port) =>
        int.TryParse(words.Length == 0 ? "0" : words[0], NumberStyles.None, CultureInfo.InvariantCulture, out port) && port <= PortMax && words.Length < 2;

    /// <summary>Starts a server, or ends this program with a line that says why it cannot.</summary>
    public static async Task<T> StartAsync<T>(int port, Func<Task<T>> start)
    {
        try
        {
            return await start();
        }
        catch (IOException taken)
        {
            await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"port {port} cannot be had: {taken.Message}"));
            Environment.Exit(1);
            throw;
        }
    }
}
