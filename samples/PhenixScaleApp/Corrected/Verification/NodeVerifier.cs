using System.Buffers;
using System.Text;
using PhenixScaleApp.Logs;
using PhenixScaleApp.Minimega;
using Scalewright;
using Scalewright.Files;
using Scalewright.Topologies;

namespace PhenixScaleApp.Corrected.Verification;

/// <summary>Verifies containers from inside: links, addresses, routes, and one ping per network.</summary>
/// <param name="folder">Folder of the scripts.</param>
/// <param name="log">Receives the result of each node.</param>
internal sealed class NodeVerifier(Topology topology, IMinimegaSession session, OutputFolder folder, AppLog log, TimeProvider clock)
{
    private const string ArrivalFolder = "/tmp/miniccc/files";

    private static readonly ProblemCode Unverified = new("SW4111", "minimega-container-incomplete");
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);

    // Nodes boot, start their own minimega and then their containers. A script times out after four minutes.
    private static readonly TimeSpan NodeTimeout = TimeSpan.FromMinutes(10);

    /// <summary>File name of a node's script.</summary>
    public static string FileOf(NodeSpec node) => $"{node.Name}-verify.sh";

    /// <summary>Verifies all nodes that have containers.</summary>
    /// <exception cref="RefusedException">Containers differ. The exception lists all of them with all missing
    /// parts.</exception>
    /// <exception cref="ScalewrightException">minimega rejected a command, or the folder cannot be written.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        NetworkPeers peers = new(topology);
        Dictionary<int, NodeExpectation> pending = [];
        foreach (NodeGroup group in topology.Groups.Values)
        {
            foreach (NodeSpec node in group.Nodes.ToArray())
            {
                NodeExpectation expected = new(node.Name, [.. group.GetContainers(node).Select(container => ExpectedContainer.Of(container, peers))]);
                if (expected.Containers.Count > 0)
                {
                    pending[await StartAsync(node, expected, cancellationToken)] = expected;
                }
            }
        }

        List<Problem> problems = [];
        long start = clock.GetTimestamp();
        while (pending.Count > 0 && clock.GetElapsedTime(start) < NodeTimeout)
        {
            foreach ((int number, NodeExpectation node) in pending.ToArray())
            {
                if (await session.FindResponseAsync(number, cancellationToken) is { } answer)
                {
                    pending.Remove(number);
                    problems.AddRange(Judge(node, answer));
                }
            }

            if (pending.Count > 0)
            {
                await Task.Delay(PollInterval, clock, cancellationToken);
            }
        }

        problems.AddRange(pending.Values.Select(node => Missing(node.Name, $"it did not answer within {NodeTimeout.TotalMinutes:0} minutes", "see that the node runs and that miniccc runs in it")));
        if (problems.Count > 0)
        {
            throw new RefusedException(problems.ToValueList());
        }
    }

    private async Task<int> StartAsync(NodeSpec node, NodeExpectation expected, CancellationToken cancellationToken)
    {
        string file = FileOf(node);
        string arrived = $"{ArrivalFolder}/{topology.Name}/{node.Name}-verify";
        byte[] script = Encoding.UTF8.GetBytes(VerifyScript.Write(topology.Name, $"{arrived}.mm", expected.Containers));
        folder.Write(file, buffer => buffer.Write(script), cancellationToken);
        await session.FilterAsync($"name={node.Name}", cancellationToken);
        await session.SendAsync($"{topology.Name}/{file}", cancellationToken);
        int number = await session.ExecAsync(["/bin/sh", $"{arrived}.sh"], cancellationToken);
        log.Debug($"minimega: cc exec of {file} on '{node.Name}': command {number}");
        return number;
    }

    private Problem[] Judge(NodeExpectation node, string answer)
    {
        Problem[] problems = [.. node.Judge(answer).Select(missing => Missing($"{node.Name}.{missing.Container}", missing.Found, "see minimega's log in the node, and that the image has sh, ip, ping and base64"))];
        if (problems.Length == 0)
        {
            log.Info($"Node '{node.Name}': all {node.Containers.Count} containers have their links, addresses and routes, and reach their networks");
        }
        else
        {
            log.Warning($"Node '{node.Name}': {problems.Length} of {node.Containers.Count} containers are not as their commands say");
        }

        return problems;
    }

    private static Problem Missing(string field, string found, string advice) => new(Unverified, found, advice) { Field = field };
}
