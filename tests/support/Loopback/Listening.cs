namespace Loopback;

internal static class Listening
{
    private const int PortMax = 65_535;

    /// <summary>The port is optional; 0 is any free port.</summary>
    public static bool TryReadPort(string[] words, out int port) =>
        int.TryParse(words.Length == 0 ? "0" : words[0], NumberStyles.None, CultureInfo.InvariantCulture, out port)
        && port <= PortMax
        && words.Length < 2;

    /// <summary>Exits with a message if the server cannot start.</summary>
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
