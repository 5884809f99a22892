using System.Buffers;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Scalewright.Logs;

namespace Benchmarks.Logs;

/// <summary>
/// Compares the log server, which formats the records of many senders into one file, with a server that uses Python's
/// logging. The senders and their pre-encoded frames are the same, so only the servers differ. Then tests many
/// concurrent senders: no record may be lost, and memory must stay bounded.
/// </summary>
internal static class LogComparison
{
    private const int Turns = 5;
    private const int Senders = 4;
    private const int EachOfOurs = 250_000;
    private const int EachOfTheirs = 25_000;
    private const int ManySenders = 64;
    private const int EachOfMany = 100_000;
    private const int FramesInWrite = 50;

    public static async Task<int> RunAsync()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("scalewright-logs-");
        try
        {
            List<double> ours = [],
                theirs = [];
            for (int turn = 0; turn < Turns; turn++)
            {
                theirs.Add(
                    await MeasureAsync(
                        new ProcessStartInfo(
                            "python3",
                            [
                                Path.Combine(AppContext.BaseDirectory, "peers", "logs", "server.py"),
                                Path.Combine(folder.FullName, $"theirs-{turn}.log"),
                            ]
                        ),
                        Senders,
                        EachOfTheirs
                    )
                );
                ours.Add(
                    await MeasureAsync(
                        OwnProgram.StartInfo("logs-serve", Path.Combine(folder.FullName, $"ours-{turn}")),
                        Senders,
                        EachOfOurs
                    )
                );
            }

            Say("Python's logging, 4 senders", Median.Of(theirs), Median.Of(theirs), goal: null);
            Say("ours, 4 senders", Median.Of(ours), Median.Of(theirs), goal: 5);
            double many = await MeasureAsync(
                OwnProgram.StartInfo("logs-serve", Path.Combine(folder.FullName, "many")),
                ManySenders,
                EachOfMany
            );
            Say($"ours, {ManySenders} senders of {EachOfMany:N0} records", many, Median.Of(theirs), goal: null);
            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Measures records per second, from the first byte sent until the last record is received.</summary>
    [SuppressMessage("Scalewright", "SWA0037", Justification = "What is measured is the machine, not the simulated world.")]
    private static async Task<double> MeasureAsync(ProcessStartInfo start, int senders, int each)
    {
        (start.RedirectStandardInput, start.RedirectStandardOutput) = (true, true);
        using Process server = Process.Start(start)!;
        try
        {
            int port = int.Parse((await server.StandardOutput.ReadLineAsync())!, CultureInfo.InvariantCulture);
            byte[][] writes = [.. Enumerable.Range(0, senders).Select(Encode)];
            long begun = Stopwatch.GetTimestamp();
            Task sending = Task.WhenAll(writes.Select(write => SendAsync(port, write, each / FramesInWrite)));
            string[] told;
            do
            {
                await Task.Delay(5);
                await server.StandardInput.WriteLineAsync();
                told = (await server.StandardOutput.ReadLineAsync())!.Split(' ');
            } while (long.Parse(told[0], CultureInfo.InvariantCulture) < (long)senders * each);

            double seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
            await sending;
            if (told is [_, var lost, var memory])
            {
                Console.WriteLine($"  {senders} senders: {told[0]} records taken, {lost} not, {memory} MiB at most");
            }

            return (double)senders * each / seconds;
        }
        finally
        {
            server.StandardInput.Close();
            await server.WaitForExitAsync();
        }
    }

    private static async Task SendAsync(int port, byte[] write, int count)
    {
        using Socket socket = new(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, port);
        for (int number = 0; number < count; number++)
        {
            for (ReadOnlyMemory<byte> rest = write; !rest.IsEmpty; )
            {
                rest = rest[await socket.SendAsync(rest)..];
            }
        }

        socket.Shutdown(SocketShutdown.Send);
    }

    private static byte[] Encode(int sender)
    {
        ArrayBufferWriter<byte> frames = new();
        LogRecord record = new()
        {
            Logger = $"node{sender}",
            Level = 20,
            LevelName = "INFO",
            Time = "2024-11-25 21:11:46,122",
            Message = "task 17 finished in 0.231 s on worker " + new string('x', 60),
            Module = "t",
            Path = "t.py",
            Function = "run",
            Line = 17,
        };
        for (int number = 0; number < FramesInWrite; number++)
        {
            LogFrameWriter.Write(frames, record, new DateTimeOffset(2024, 11, 25, 21, 11, 46, 122, TimeSpan.Zero), processId: 1);
        }

        return frames.WrittenSpan.ToArray();
    }

    private static void Say(string what, double rate, double theirs, double? goal)
    {
        string verdict = goal is { } least
            ? string.Create(CultureInfo.InvariantCulture, $"goal {least:0} times: {(rate >= least * theirs ? "met" : "missed")}")
            : "";
        Console.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"{what, -50} {rate, 12:N0} records/s {rate / theirs, 8:0.0} times   {verdict}")
        );
    }
}
