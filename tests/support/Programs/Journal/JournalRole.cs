using System.Net;
using Scalewright.Logs;

namespace TestPrograms;

/// <summary>A process that keeps state until it is killed. Its standard output outlives it.</summary>
/// <remarks>
/// <c>journal write folder changes writers</c>, <c>journal hold folder</c>, <c>journal logs folder port</c>.
/// </remarks>
internal static class JournalRole
{
    private static readonly Lock Gate = new();
    private static Stream Output { get; } = System.Console.OpenStandardOutput();

    public static async Task<int> RunAsync(string[] args)
    {
        if (args[0] == "logs")
        {
            await LogVerb.RunAsync(args[1], args[2], Say);
            return 0;
        }

        KillPoint point = KillPoint.Read();
        NumbersState state = new() { Applied = () => point.Pass("after a change is applied") };
        DurableStoreOptions options = new()
        {
            LockHolder = LocalFileSystem.CreateLockHolder("0.1.0", args[0]),
            Random = new Random(Environment.ProcessId),
            SnapshotAfterBytes = 1500,
            ReserveBytes = 128 * 1024,
        };
        try
        {
            await using DurableStore store = await DurableStore.OpenAsync(point.Files, args[1], state, options);
            Say($"open {state.Numbers.Count}");
            await (args[0] == "hold" ? WaitForEndAsync() : WriteAsync(store, state, args));
        }
        catch (StateException exception)
        {
            Say($"refused {exception.Code}");
            return 1;
        }

        Say("closed");
        return 0;
    }

    private static async Task WaitForEndAsync() => await System.Console.In.ReadLineAsync();

    private static async Task WriteAsync(DurableStore store, NumbersState state, string[] args)
    {
        int first = state.Numbers.Count == 0 ? 1 : state.Numbers.Max() + 1;
        int changes = int.Parse(args[2], CultureInfo.InvariantCulture);
        int writers = int.Parse(args[3], CultureInfo.InvariantCulture);
        await Task.WhenAll(
            Enumerable.Range(0, writers).Select(writer => WriteEachAsync(store, first + writer, changes / writers, writers))
        );
    }

    private static async Task WriteEachAsync(DurableStore store, int first, int count, int step)
    {
        for (int number = first; number < first + (count * step); number += step)
        {
            await store.AppendAsync(Encoding.UTF8.GetBytes($"{{\"n\":{number}}}"));
            Say($"ack {number}");
        }
    }

    // One write call per line: a pipe accepts short lines atomically.
    private static void Say(string line)
    {
        lock (Gate)
        {
            Output.Write(Encoding.ASCII.GetBytes(line + "\n"));
            Output.Flush();
        }
    }
}

/// <summary>Prints its port once it listens.</summary>
internal static class LogVerb
{
    public static async Task RunAsync(string folder, string port, Action<string> say)
    {
        using LogFile file = new(
            Path.Combine(folder, "all"),
            options: new LogFileOptions { MaxFileBytes = 100_000, MaxRetainedFiles = 100 }
        );
        LogServerOptions options = new() { EndPoint = new IPEndPoint(IPAddress.Loopback, int.Parse(port, CultureInfo.InvariantCulture)) };
        await using LogServer server = LogServer.Start(file, options);
        say(string.Create(CultureInfo.InvariantCulture, $"listening {server.EndPoint.Port}"));
        await System.Console.In.ReadLineAsync();
    }
}
