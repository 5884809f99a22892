using System.Text.RegularExpressions;

namespace Containers.Tests.Faults;

/// <summary>Measures traffic between nodes by programs of busybox that run in them.</summary>
internal static partial class TrafficProbe
{
    private const int Port = 9000;

    // Until it has this multiple of the rate, a receiver gets what a limit lets pass at once.
    private const int WarmUp = 3;

    public static async Task<string> FindAddressAsync(Node node) =>
        Address()
            .Matches((await node.RunAsync(["busybox", "ip", "-4", "addr"])).Output)
            .Select(match => match.Groups["address"].Value)
            .Single(address => !address.StartsWith("127.", StringComparison.Ordinal));

    /// <summary>Returns the ratio of packets from a node that arrive at another.</summary>
    public static async Task<double> DeliverAsync(Node from, Node to, int count = 100)
    {
        string address = await FindAddressAsync(to);
        // A packet of an earlier probe can wait for the address of the node until now.
        await from.RunAsync(["busybox", "ping", "-c", "1", "-W", "1", "-q", address]);
        long before = await CountEchoesAsync(to);
        await from.RunAsync(["busybox", "ping", "-c", $"{count}", "-i", "0.01", "-W", "1", "-q", address]);
        return (await CountEchoesAsync(to) - before) / (double)count;
    }

    /// <summary>Returns the bytes per second that a node receives from another.</summary>
    /// <param name="limit">Expected maximum, which determines when the measurement starts.</param>
    public static async Task<double> MeasureRateAsync(Node from, Node to, long limit)
    {
        string address = await FindAddressAsync(to);
        // The sender ends when the receiver has no more input.
        string receive = $"""
            : >received; busybox mkfifo hold; busybox nc -l -p {Port} <>hold >>received & n=$!
            s=0; while [ "$s" -lt {WarmUp * limit} ]; do busybox sleep 0.05; s=$(busybox stat -c %s received); done
            read -r a x </proc/uptime; busybox sleep 4; e=$(busybox stat -c %s received); read -r b x </proc/uptime
            kill -9 $n; busybox rm received hold; echo "$s $a $e $b"
            """;
        Task<CommandResult> receiving = to.RunAsync(["sh", "-c", receive]);
        while (!(await to.RunAsync(["busybox", "netstat", "-ltn"])).Output.Contains($":{Port} ", StringComparison.Ordinal))
        {
            receiving.IsCompleted.ShouldBeFalse("it waits for a connection");
        }

        Task<CommandResult> sending = from.RunAsync(["sh", "-c", $"busybox nc {address} {Port} </dev/zero"]);
        CommandResult received = await receiving;
        await sending;
        received.ExitCode.ShouldBe(0, received.Error);
        double[] figures = [.. received.Output.Split(' ').Select(figure => double.Parse(figure, CultureInfo.InvariantCulture))];
        return (figures[2] - figures[0]) / (figures[3] - figures[1]);
    }

    // https://man7.org/linux/man-pages/man5/proc_pid_net.5.html: a line of names, then a line of values.
    private static async Task<long> CountEchoesAsync(Node node)
    {
        string[][] lines =
        [
            .. (await node.RunAsync(["cat", "/proc/net/snmp"]))
                .Output.Split('\n')
                .Where(line => line.StartsWith("Icmp:", StringComparison.Ordinal))
                .Select(line => line.Split(' ')),
        ];
        return long.Parse(lines[1][Array.IndexOf(lines[0], "InEchos")], CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"inet (?<address>\d+\.\d+\.\d+\.\d+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Address();
}
