namespace Loopback.Minimega;

/// <summary><c>minimega-loopback --base DIR</c>: listens on <c>DIR/minimega</c> until it is interrupted.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        if (args is not ["--base", { Length: > 0 } folder])
        {
            await Console.Error.WriteLineAsync("usage: minimega-loopback --base DIR");
            return 2;
        }

        TaskCompletionSource interrupted = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Console.CancelKeyPress += (_, pressed) =>
        {
            pressed.Cancel = true;
            interrupted.TrySetResult();
        };
        await using MinimegaServer server = MinimegaServer.Start(new() { Base = Path.GetFullPath(folder), GuestsRunPrograms = true });
        Console.WriteLine($"listening on {server.SocketPath}");
        await interrupted.Task;
        return 0;
    }
}
