using System.Diagnostics;
using System.Globalization;
using Scalewright.Agents;
using Scalewright.Providers.Ssh;

namespace Benchmarks.Ssh;

/// <summary>
/// Measures one command on many machines: at first contact, over sessions of a persistent connection, and over
/// persistent channels. Compares with clush.
/// </summary>
/// <remarks>
/// The machines come from a harness. It sets <c>SSH_CFG</c> to a configuration for all of them, with the public host
/// key <c>host.pub</c> beside it, and <c>SSH_HOSTS</c> to a file with one address per line. They listen on port 2222.
/// </remarks>
internal static class FanOut
{
    private const int Port = 2222;
    private const int Rounds = 5;

    // The runtime of a new process still compiles code during the first rounds.
    private const int RoundsBefore = 5;
    private const int ChannelsWanted = 1000;
    private const int ChannelHosts = 32;

    private static readonly CommandRequest Command = new(["true"]) { IsIdempotent = true };

    public static async Task<int> RunAsync(string[] words)
    {
        if (
            Environment.GetEnvironmentVariable("SSH_CFG") is not { } config
            || Environment.GetEnvironmentVariable("SSH_HOSTS") is not { } list
        )
        {
            Console.Error.WriteLine("ssh needs machines: set SSH_CFG and SSH_HOSTS, as a harness with an SSH server does");
            return 2;
        }

        string key = string.Join(' ', File.ReadAllText(Path.Combine(Path.GetDirectoryName(config)!, "host.pub")).Split(' ')[..2]);
        NodeAddress[] hosts =
        [
            .. File.ReadAllLines(list)
                .Where(line => line.Length > 0)
                .Select(line => new NodeAddress(line)
                {
                    Port = Port,
                    User = "root",
                    HostKeys = [key.TrimEnd()],
                }),
        ];
        SshClientOptions options = new() { ConfigFile = config };
        Print("clush", hosts.Length, await MeasureAsync(() => ClushAsync(config, list)));
        SshClientOptions managed = new() { Carrier = SshCarrier.SshNet, IdentityFile = Path.Combine(Path.GetDirectoryName(config)!, "id") };
        await CompareAsync(() => MeetAsync(hosts, options), () => MeetAsync(hosts, managed), hosts.Length);
        await using (SshTransport transport = new(options))
        {
            await RunAllAsync(transport, hosts);
            Print("sessions of standing connections", hosts.Length, await MeasureAsync(() => OpenAllAsync(transport, hosts)));
            Print("channels that stay", hosts.Length, await MeasureAsync(() => RunAllAsync(transport, hosts)));
        }

        await MeasureChannelsAsync(hosts[..Math.Min(ChannelHosts, hosts.Length)], options);
        if (words is ["--agent", var agent])
        {
            await FirstCall.MeasureAsync(hosts[0], options, Path.GetFullPath(agent));
        }

        return 0;
    }

    private static async Task MeetAsync(NodeAddress[] hosts, SshClientOptions options)
    {
        await using SshTransport transport = new(options);
        await RunAllAsync(transport, hosts);
    }

    private static Task RunAllAsync(SshTransport transport, NodeAddress[] hosts) =>
        Task.WhenAll(
            hosts.Select(async host =>
            {
                await using INodeConnection connection = await transport.ConnectAsync(host, host.Host);
                CommandResult result = await connection.RunAsync(Command);
                if (!result.Succeeded)
                {
                    throw new InvalidOperationException($"{host}: exit code {result.ExitCode}");
                }
            })
        );

    private static Task OpenAllAsync(SshTransport transport, NodeAddress[] hosts) =>
        Task.WhenAll(
            hosts.Select(async host =>
            {
                await using Stream stream = await transport.OpenProcessStreamAsync(host, Command.Command);
                byte[] end = new byte[1];
                if (await stream.ReadAsync(end) != 0)
                {
                    throw new InvalidOperationException($"{host}: output where none should be");
                }
            })
        );

    private static async Task MeasureChannelsAsync(NodeAddress[] hosts, SshClientOptions options)
    {
        int most = (ChannelsWanted + hosts.Length - 1) / hosts.Length;
        await using SshTransport transport = new(
            options with
            {
                MaxChannelsPerHost = most,
                SessionTimeout = TimeSpan.FromSeconds(60),
                ConnectTimeout = TimeSpan.FromMinutes(2),
            }
        );
        INodeConnection[] connections = await Task.WhenAll(hosts.Select(host => transport.ConnectAsync(host, host.Host)));
        // Long enough that each command needs its own channel.
        CommandRequest first = new(["sleep", "5"]) { Timeout = TimeSpan.FromMinutes(5) };
        await AllChannelsAsync(connections, first);
        double[] seconds = await MeasureAsync(() => AllChannelsAsync(connections, Command), RoundsBefore);
        Print(
            string.Create(CultureInfo.InvariantCulture, $"{ChannelsWanted} channels on {hosts.Length} machines"),
            ChannelsWanted,
            seconds
        );
    }

    private static Task<CommandResult[]> AllChannelsAsync(INodeConnection[] connections, CommandRequest request) =>
        Task.WhenAll(Enumerable.Range(0, ChannelsWanted).Select(number => connections[number % connections.Length].RunAsync(request)));

    private static async Task ClushAsync(string config, string list)
    {
        string hosts = string.Join(',', File.ReadAllLines(list).Where(line => line.Length > 0));
        using Process clush = Process.Start(
            new ProcessStartInfo("clush", ["-f", "32", "-o", $"-F {config}", "-w", hosts, "true"])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
            }
        )!;
        Task<string> error = clush.StandardError.ReadToEndAsync();
        _ = await clush.StandardOutput.ReadToEndAsync();
        await clush.WaitForExitAsync();
        if (clush.ExitCode != 0)
        {
            throw new InvalidOperationException($"clush: {await error}");
        }
    }

    /// <summary>Alternates both, so that load from elsewhere hits both.</summary>
    private static async Task CompareAsync(Func<Task> openSsh, Func<Task> sshNet, int count)
    {
        double[][] seconds = [new double[Rounds], new double[Rounds]];
        for (int round = -1; round < Rounds; round++)
        {
            foreach ((int kind, Func<Task> work) in new[] { openSsh, sshNet }.Index())
            {
                long start = Stopwatch.GetTimestamp();
                await work();
                seconds[kind][Math.Max(round, 0)] = Stopwatch.GetElapsedTime(start).TotalSeconds;
            }
        }

        Array.ForEach(seconds, Array.Sort);
        Print("first contact by OpenSSH", count, seconds[0]);
        Print("first contact by SSH.NET", count, seconds[1]);
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"SSH.NET takes {seconds[1][Rounds / 2] / seconds[0][Rounds / 2]:0.00} times as long"
            )
        );
    }

    private static async Task<double[]> MeasureAsync(Func<Task> work, int roundsBefore = 1)
    {
        for (int round = 0; round < roundsBefore; round++)
        {
            await work();
        }

        double[] seconds = new double[Rounds];
        for (int round = 0; round < Rounds; round++)
        {
            long start = Stopwatch.GetTimestamp();
            await work();
            seconds[round] = Stopwatch.GetElapsedTime(start).TotalSeconds;
        }

        Array.Sort(seconds);
        return seconds;
    }

    private static void Print(string what, int count, double[] seconds) =>
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{what}: {seconds[Rounds / 2]:0.000} s (from {seconds[0]:0.000} to {seconds[^1]:0.000}), {seconds[Rounds / 2] / count * 1000:0.00} ms each"
            )
        );
}
