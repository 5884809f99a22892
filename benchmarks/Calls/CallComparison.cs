using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Benchmarks.Fidelity;
using Scalewright.Agents;
using Scalewright.Agents.Services;
using Scalewright.Providers.Ssh;

namespace Benchmarks.Calls;

/// <summary>
/// Compares agent calls on this machine, over TCP and over SSH, with Python's XML-RPC over a persistent TCP connection.
/// Measures sequential and concurrent calls; the two sides alternate. Client and server are separate processes on both
/// sides.
/// </summary>
internal static class CallComparison
{
    private const int Turns = 5;
    private const int Sequential = 20_000;
    private const int Pipelined = 400_000;
    private const int UnderWay = 64;
    private const int Callers = 256;
    private const int SequentialSsh = 5000;
    private const int PipelinedSsh = 100_000;
    private const int PeerCalls = 5000;
    private const int TextLength = 72;

    private static readonly string Text = new('x', TextLength);

    public static async Task<int> RunAsync()
    {
        using Process host = Start(OwnProgram.StartInfo("calls-serve"));
        try
        {
            int port = int.Parse((await host.StandardOutput.ReadLineAsync())!, CultureInfo.InvariantCulture);
            await using AgentConnection agent = await AgentConnection.OpenAsync(
                cancellationToken => ConnectAsync(port, cancellationToken),
                new AgentConnectionOptions
                {
                    Node = CallHost.Node,
                    SessionId = "benchmark",
                    MaxConcurrentCalls = 2 * Callers,
                }
            );
            IEcho echo = Bind<IEcho>(agent);
            await CallAsync(echo, Pipelined / 4, UnderWay);
            await CallAsync(echo, Sequential, 1);
            List<double> sequential = [],
                pipelined = [],
                many = [],
                peer = [];
            for (int turn = 0; turn < Turns; turn++)
            {
                peer.Add(await PeerAsync());
                sequential.Add(await CallAsync(echo, Sequential, 1));
                pipelined.Add(await CallAsync(echo, Pipelined, UnderWay));
                many.Add(await CallAsync(echo, Pipelined, Callers));
            }

            double theirs = Median.Of(peer);
            Say("Python's XML-RPC, kept alive, one after another", theirs, theirs, goal: null);
            Say("ours, one after another", Median.Of(sequential), theirs, goal: 4);
            Say($"ours, {UnderWay} under way", Median.Of(pipelined), theirs, goal: null);
            Say($"ours, {Callers} under way, none failed", Median.Of(many), theirs, goal: 50);
            await OverSshAsync();
            return 0;
        }
        finally
        {
            host.StandardInput.Close();
            await host.WaitForExitAsync();
        }
    }

    // The SSH server and both client processes use processor time too, so Python is measured again.
    [SuppressMessage("Interoperability", "CA1416", Justification = "Missing tells whether this is Linux.")]
    private static async Task OverSshAsync()
    {
        if (SshMachines.Missing is { } missing)
        {
            Console.WriteLine($"over SSH: not measured, {missing} is missing");
            return;
        }

        using SshMachines machines = new();
        await using SshTransport transport = new(machines.Options.Client);
        AgentDeployer agents = new(transport, machines.Options.Agent!);
        await using (AgentConnection agent = await agents.ConnectAsync(machines.Addresses[0], CallHost.Node))
        {
            IEcho echo = Bind<IEcho>(agent);
            await CallAsync(echo, PipelinedSsh, UnderWay);
            List<double> sequential = [],
                pipelined = [],
                peer = [];
            for (int turn = 0; turn < Turns; turn++)
            {
                peer.Add(await PeerAsync());
                sequential.Add(await CallAsync(echo, SequentialSsh, 1));
                pipelined.Add(await CallAsync(echo, PipelinedSsh, UnderWay));
            }

            double theirs = Median.Of(peer);
            Say("Python's XML-RPC over TCP, one after another", theirs, theirs, goal: null);
            Say("ours over SSH, one after another", Median.Of(sequential), theirs, goal: 1);
            Say($"ours over SSH, {UnderWay} under way", Median.Of(pipelined), theirs, goal: 15);
        }

        await agents.RemoveAsync(machines.Addresses[0], CallHost.Node);
    }

    internal static T Bind<T>(IServiceCaller caller)
        where T : class, IAgentService<T> => T.Contract.CreateProxy(caller);

    /// <summary>Measures calls per second.</summary>
    [SuppressMessage("Scalewright", "SWA0037", Justification = "What is measured is the machine, not the simulated world.")]
    private static async Task<double> CallAsync(IEcho echo, int count, int underWay)
    {
        int left = count;
        long start = Stopwatch.GetTimestamp();
        await Task.WhenAll(
            Enumerable
                .Range(0, underWay)
                .Select(async _ =>
                {
                    while (Interlocked.Decrement(ref left) >= 0)
                    {
                        if (await echo.EchoAsync(Text, CancellationToken.None) is not { Length: TextLength })
                        {
                            throw new InvalidOperationException("a call did not give back what it was given");
                        }
                    }
                })
        );
        return count / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static async Task<double> PeerAsync()
    {
        using Process peer = Start(
            new ProcessStartInfo(
                "python3",
                [Path.Combine(AppContext.BaseDirectory, "peers", "calls", "echo.py"), $"{PeerCalls}", $"{TextLength}"]
            )
        );
        string said = await peer.StandardOutput.ReadToEndAsync();
        await peer.WaitForExitAsync();
        return double.Parse(said, CultureInfo.InvariantCulture);
    }

    private static async Task<Stream> ConnectAsync(int port, CancellationToken cancellationToken)
    {
        Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
        return new NetworkStream(socket, ownsSocket: true);
    }

    private static Process Start(ProcessStartInfo start)
    {
        (start.RedirectStandardInput, start.RedirectStandardOutput) = (true, true);
        return Process.Start(start)!;
    }

    private static void Say(string what, double rate, double theirs, double? goal)
    {
        string verdict = goal is { } least
            ? string.Create(CultureInfo.InvariantCulture, $"goal {least:0} times: {(rate >= least * theirs ? "met" : "missed")}")
            : "";
        Console.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"{what, -50} {rate, 10:N0} calls/s {rate / theirs, 8:0.0} times   {verdict}")
        );
    }
}
